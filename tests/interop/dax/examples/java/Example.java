// Maven: software.amazon.dax:amazon-dax-client:2.0.10
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.dax.ClusterDaxClient;
import software.amazon.dax.Configuration;

public class Example {
    public static void main(String[] args) throws Exception {
        AwsBasicCredentials credentials = AwsBasicCredentials.create("local", "local");
        DynamoDbClient dax = ClusterDaxClient.builder().overrideConfiguration(Configuration.builder()
            .url(args.length > 0 ? args[0] : "dax://127.0.0.1:8111")
            .region(Region.US_EAST_1)
            .credentialsProvider(StaticCredentialsProvider.create(credentials))
            .build()).build();
        Map<String, AttributeValue> key = Map.of("pk", AttributeValue.fromS("java"));
        dax.putItem(request -> request.tableName("Orders").item(key));
        System.out.println(dax.getItem(request -> request.tableName("Orders").key(key)).item());
        dax.close();
        System.exit(0);
    }
}
