// go get github.com/aws/aws-dax-go-v2
package main

import (
	"context"
	"fmt"
	"os"

	"github.com/aws/aws-dax-go-v2/dax"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func main() {
	endpoint := "dax://127.0.0.1:8111"
	if len(os.Args) > 1 {
		endpoint = os.Args[1]
	}
	config := dax.DefaultConfig()
	config.HostPorts, config.Region = []string{endpoint}, "us-east-1"
	config.Credentials = credentials.NewStaticCredentialsProvider("local", "local", "")
	client, err := dax.New(config)
	if err != nil {
		panic(err)
	}
	defer client.Close()
	ctx := context.Background()
	key := map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "go"}}
	if _, err = client.PutItem(ctx, &dynamodb.PutItemInput{TableName: aws.String("Orders"), Item: key}); err != nil {
		panic(err)
	}
	out, err := client.GetItem(ctx, &dynamodb.GetItemInput{TableName: aws.String("Orders"), Key: key})
	if err != nil {
		panic(err)
	}
	fmt.Println(out.Item["pk"].(*types.AttributeValueMemberS).Value)
}
