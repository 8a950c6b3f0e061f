// Carries out calls with the official Go client: one JSON line in, one JSON line out.
package main

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"strings"

	"github.com/aws/aws-dax-go-v2/dax"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
)

type request struct {
	Operation string         `json:"operation"`
	Input     map[string]any `json:"input"`
}

var attributeValue = reflect.TypeOf((*types.AttributeValue)(nil)).Elem()

// fill sets a Go value (the client's input structures among them) from parsed JSON.
func fill(target reflect.Value, value any) {
	if value == nil {
		return
	}
	if target.Type() == attributeValue {
		target.Set(reflect.ValueOf(toAttributeValue(value.(map[string]any))))
		return
	}
	switch target.Kind() {
	case reflect.Pointer:
		target.Set(reflect.New(target.Type().Elem()))
		fill(target.Elem(), value)
	case reflect.Struct:
		for name, content := range value.(map[string]any) {
			field := target.FieldByName(name)
			if !field.IsValid() {
				panic(fmt.Sprintf("%s has no %s", target.Type(), name))
			}
			fill(field, content)
		}
	case reflect.Map:
		target.Set(reflect.MakeMap(target.Type()))
		for name, content := range value.(map[string]any) {
			element := reflect.New(target.Type().Elem()).Elem()
			fill(element, content)
			target.SetMapIndex(reflect.ValueOf(name), element)
		}
	case reflect.Slice:
		for _, content := range value.([]any) {
			element := reflect.New(target.Type().Elem()).Elem()
			fill(element, content)
			target.Set(reflect.Append(target, element))
		}
	case reflect.String:
		target.SetString(value.(string))
	case reflect.Bool:
		target.SetBool(value.(bool))
	case reflect.Int32, reflect.Int64:
		target.SetInt(int64(value.(float64)))
	default:
		panic("cannot fill " + target.Type().String())
	}
}

func texts(value any) []string {
	list := []string{}
	for _, element := range value.([]any) {
		list = append(list, element.(string))
	}
	return list
}

func decoded(text string) []byte {
	bytes, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		panic(err)
	}
	return bytes
}

func toAttributeValue(value map[string]any) types.AttributeValue {
	for kind, content := range value {
		switch kind {
		case "S":
			return &types.AttributeValueMemberS{Value: content.(string)}
		case "N":
			return &types.AttributeValueMemberN{Value: content.(string)}
		case "B":
			return &types.AttributeValueMemberB{Value: decoded(content.(string))}
		case "BOOL":
			return &types.AttributeValueMemberBOOL{Value: content.(bool)}
		case "NULL":
			return &types.AttributeValueMemberNULL{Value: true}
		case "SS":
			return &types.AttributeValueMemberSS{Value: texts(content)}
		case "NS":
			return &types.AttributeValueMemberNS{Value: texts(content)}
		case "BS":
			set := [][]byte{}
			for _, element := range texts(content) {
				set = append(set, decoded(element))
			}
			return &types.AttributeValueMemberBS{Value: set}
		case "L":
			list := []types.AttributeValue{}
			for _, element := range content.([]any) {
				list = append(list, toAttributeValue(element.(map[string]any)))
			}
			return &types.AttributeValueMemberL{Value: list}
		case "M":
			entries := map[string]types.AttributeValue{}
			for name, element := range content.(map[string]any) {
				entries[name] = toAttributeValue(element.(map[string]any))
			}
			return &types.AttributeValueMemberM{Value: entries}
		}
	}
	panic("not an attribute value")
}

// dump turns an output structure into what json.Marshal writes as the other clients would.
func dump(value reflect.Value) any {
	switch value.Kind() {
	case reflect.Interface, reflect.Pointer:
		if value.IsNil() {
			return nil
		}
		if name := value.Elem().Type().Name(); strings.HasPrefix(name, "AttributeValueMember") {
			return map[string]any{strings.TrimPrefix(name, "AttributeValueMember"): dump(value.Elem().FieldByName("Value"))}
		}
		return dump(value.Elem())
	case reflect.Struct:
		fields := map[string]any{}
		for index := 0; index < value.NumField(); index++ {
			name := value.Type().Field(index).Name
			if name == "ResultMetadata" || !value.Type().Field(index).IsExported() || empty(value.Field(index)) {
				continue
			}
			fields[name] = dump(value.Field(index))
		}
		return fields
	case reflect.Map:
		entries := map[string]any{}
		for _, key := range value.MapKeys() {
			entries[key.String()] = dump(value.MapIndex(key))
		}
		return entries
	case reflect.Slice:
		if value.Type().Elem().Kind() == reflect.Uint8 {
			return value.Bytes()
		}
		list := []any{}
		for index := 0; index < value.Len(); index++ {
			list = append(list, dump(value.Index(index)))
		}
		return list
	default:
		return value.Interface()
	}
}

func empty(value reflect.Value) bool {
	switch value.Kind() {
	case reflect.Pointer, reflect.Map, reflect.Slice, reflect.Interface:
		return value.IsNil()
	}
	return false
}

func call(client *dax.Dax, given request) (result map[string]any) {
	defer func() {
		if problem := recover(); problem != nil {
			result = map[string]any{"error": "panic", "message": fmt.Sprint(problem)}
		}
	}()
	method := reflect.ValueOf(client).MethodByName(strings.ToUpper(given.Operation[:1]) + given.Operation[1:])
	input := reflect.New(method.Type().In(1).Elem())
	fill(input.Elem(), given.Input)
	outcome := method.Call([]reflect.Value{reflect.ValueOf(context.Background()), input})
	if err, failed := outcome[1].Interface().(error); failed && err != nil {
		var apiError smithy.APIError
		if errors.As(err, &apiError) {
			return map[string]any{"error": apiError.ErrorCode(), "message": err.Error()}
		}
		return map[string]any{"error": fmt.Sprintf("%T", err), "message": err.Error()}
	}
	return map[string]any{"answer": dump(outcome[0])}
}

func main() {
	config := dax.DefaultConfig()
	config.HostPorts, config.Region = []string{os.Args[1]}, "us-east-1"
	config.Credentials = credentials.NewStaticCredentialsProvider(os.Getenv("AWS_ACCESS_KEY_ID"), os.Getenv("AWS_SECRET_ACCESS_KEY"), "")
	client, err := dax.New(config)
	if err != nil {
		panic(err)
	}
	defer client.Close()
	lines := bufio.NewReaderSize(os.Stdin, 1<<20)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			return
		}
		var given request
		if err := json.Unmarshal(line, &given); err != nil {
			panic(err)
		}
		answer, err := json.Marshal(call(client, given))
		if err != nil {
			panic(err)
		}
		fmt.Println(string(answer))
	}
}
