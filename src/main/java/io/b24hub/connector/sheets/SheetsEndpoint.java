package io.b24hub.connector.sheets;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.apache.camel.Producer;
import org.apache.camel.component.google.sheets.GoogleSheetsComponent;
import org.apache.camel.component.google.sheets.GoogleSheetsConfiguration;
import org.apache.camel.component.google.sheets.GoogleSheetsEndpoint;
import org.apache.camel.component.google.sheets.internal.GoogleSheetsApiName;

/** The stock endpoint, except that it keeps credentials out of request addresses and takes a list for a row. */
final class SheetsEndpoint extends GoogleSheetsEndpoint {

    /** The stock producer offers every option to the request, and {@code accessToken} would end up in its address. */
    private static final Set<String> NOT_FOR_REQUESTS = Set.of(
            "accessToken", "refreshToken", "clientId", "clientSecret", "serviceAccountKey", "delegate", "scopes");

    private final boolean writesValues;
    private final boolean reads;

    SheetsEndpoint(
            String uri,
            GoogleSheetsComponent component,
            GoogleSheetsApiName apiName,
            String methodName,
            GoogleSheetsConfiguration configuration) {
        super(uri, component, apiName, methodName, configuration);
        writesValues =
                apiName == GoogleSheetsApiName.DATA && (methodName.equals("append") || methodName.equals("update"));
        reads = methodName.equals("get") || methodName.startsWith("batchGet") || methodName.startsWith("getBy");
    }

    @Override
    public Producer createProducer() {
        return new SheetsProducer(this, writesValues);
    }

    /** Done when Google's quota leaves room for a call. */
    CompletionStage<Void> turn() {
        SheetsConnector connector = (SheetsConnector) getComponent();
        GoogleAccount account = connector.account(getConfiguration());
        return reads ? connector.pace().read(account) : connector.pace().write(account);
    }

    @Override
    public void interceptProperties(Map<String, Object> properties) {
        properties.keySet().removeIf(name -> NOT_FOR_REQUESTS.stream().anyMatch(name::equalsIgnoreCase));
    }
}
