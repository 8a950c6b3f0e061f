import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.core.util.SdkAutoConstructList;
import software.amazon.awssdk.core.util.SdkAutoConstructMap;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.utils.builder.Buildable;
import software.amazon.dax.ClusterDaxClient;
import software.amazon.dax.Configuration;

/** Carries out calls with the official Java client: one JSON line in, one JSON line out. */
public class Client {
    public static void main(String[] args) throws Exception {
        AwsBasicCredentials credentials =
            AwsBasicCredentials.create(System.getenv("AWS_ACCESS_KEY_ID"), System.getenv("AWS_SECRET_ACCESS_KEY"));
        DynamoDbClient client = ClusterDaxClient.builder().overrideConfiguration(Configuration.builder()
            .url(args[0]).region(Region.US_EAST_1).credentialsProvider(StaticCredentialsProvider.create(credentials)).build()).build();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.write((json(call(client, JsonNode.parser().parse(line))) + "\n").getBytes(StandardCharsets.UTF_8));
            System.out.flush();
        }
        client.close();
        System.exit(0);
    }

    private static Map<String, Object> call(DynamoDbClient client, JsonNode request) {
        Map<String, Object> result = new LinkedHashMap<>();
        try {
            String operation = request.asObject().get("operation").text();
            String type = Character.toUpperCase(operation.charAt(0)) + operation.substring(1);
            Class<?> input = Class.forName("software.amazon.awssdk.services.dynamodb.model." + type + "Request");
            SdkPojo builder = (SdkPojo) input.getMethod("builder").invoke(null);
            fill(builder, request.asObject().get("input"));
            Method method = DynamoDbClient.class.getMethod(operation, input);
            try {
                result.put("answer", dump(method.invoke(client, ((Buildable) builder).build())));
            } catch (java.lang.reflect.InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        } catch (AwsServiceException error) {
            String code = error.awsErrorDetails() == null ? null : error.awsErrorDetails().errorCode();
            result.put("error", code == null ? error.getClass().getSimpleName() : code);
            result.put("message", error.getMessage());
        } catch (Throwable error) {
            result.put("error", error.getClass().getSimpleName());
            result.put("message", String.valueOf(error.getMessage()));
        }
        return result;
    }

    private static void fill(SdkPojo target, JsonNode value) {
        for (SdkField<?> field : target.sdkFields()) {
            JsonNode content = value.asObject().get(field.locationName());
            if (content != null) field.set(target, read(field, content));
        }
    }

    private static Object read(SdkField<?> field, JsonNode value) {
        MarshallingType<?> type = field.marshallingType();
        if (type == MarshallingType.STRING) return value.text();
        if (type == MarshallingType.BOOLEAN) return value.asBoolean();
        if (type == MarshallingType.INTEGER) return Integer.valueOf(value.asNumber());
        if (type == MarshallingType.SDK_BYTES) return SdkBytes.fromByteArray(Base64.getDecoder().decode(value.text()));
        if (type == MarshallingType.LIST) {
            List<Object> list = new ArrayList<>();
            for (JsonNode element : value.asArray()) list.add(read(field.getTrait(ListTrait.class).memberFieldInfo(), element));
            return list;
        }
        if (type == MarshallingType.MAP) {
            Map<String, Object> map = new LinkedHashMap<>();
            SdkField<?> member = field.getTrait(MapTrait.class).valueFieldInfo();
            value.asObject().forEach((name, element) -> map.put(name, read(member, element)));
            return map;
        }
        SdkPojo nested = field.constructor().get();
        fill(nested, value);
        return ((Buildable) nested).build();
    }

    private static Object dump(Object value) {
        if (value instanceof SdkBytes bytes) return Base64.getEncoder().encodeToString(bytes.asByteArray());
        if (value instanceof List<?> list) return list.stream().map(Client::dump).toList();
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> dumped = new LinkedHashMap<>();
            map.forEach((name, element) -> dumped.put(String.valueOf(name), dump(element)));
            return dumped;
        }
        if (!(value instanceof SdkPojo pojo)) return value;
        Map<String, Object> fields = new LinkedHashMap<>();
        for (SdkField<?> field : pojo.sdkFields()) {
            Object content = field.getValueOrDefault(pojo);
            if (content == null || content instanceof SdkAutoConstructList || content instanceof SdkAutoConstructMap) continue;
            fields.put(field.locationName(), dump(content));
        }
        return fields;
    }

    private static String json(Object value) {
        if (value instanceof Map<?, ?> map) {
            List<String> entries = new ArrayList<>();
            map.forEach((name, content) -> entries.add(json(name) + ":" + json(content)));
            return "{" + String.join(",", entries) + "}";
        }
        if (value instanceof List<?> list) return "[" + String.join(",", list.stream().map(Client::json).toList()) + "]";
        if (value == null || value instanceof Boolean || value instanceof Number) return String.valueOf(value);
        StringBuilder text = new StringBuilder("\"");
        for (char letter : String.valueOf(value).toCharArray()) {
            if (letter == '"' || letter == '\\') text.append('\\').append(letter);
            else if (letter < ' ') text.append(String.format("\\u%04x", (int) letter));
            else text.append(letter);
        }
        return text.append('"').toString();
    }
}
