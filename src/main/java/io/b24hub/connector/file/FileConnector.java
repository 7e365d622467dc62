package io.b24hub.connector.file;

import java.io.File;
import java.util.Map;
import org.apache.camel.component.file.FileComponent;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.component.file.FileEndpointConfigurer;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.apache.camel.component.file.GenericFileProducer;
import org.apache.camel.spi.PropertyConfigurer;

/**
 * The {@code file:} component with one fault taken out; bind it under the name {@code file}. An append that fails, because
 * the disk is full, leaves the file as it was. The stock one (4.17.0) leaves the part that fitted, and the repeated line is
 * then glued to it, so that nobody can read it.
 *
 * <p>Thread-safe once started. A power cut in the middle of an append can still leave a part.
 */
public final class FileConnector extends FileComponent {

    @Override
    protected GenericFileEndpoint<File> buildFileEndpoint(String uri, String remaining, Map<String, Object> parameters)
            throws Exception {
        GenericFileEndpoint<File> stock = super.buildFileEndpoint(uri, remaining, parameters);
        FileEndpoint endpoint = new AppendingEndpoint(uri, this);
        endpoint.setFile(new File(remaining));
        endpoint.setConfiguration(stock.getConfiguration());
        return endpoint;
    }

    /** The stock one is found by class name, which a subclass does not have. */
    @Override
    public PropertyConfigurer getEndpointPropertyConfigurer() {
        return new FileEndpointConfigurer();
    }

    private static final class AppendingEndpoint extends FileEndpoint {

        AppendingEndpoint(String uri, FileComponent component) {
            super(uri, component);
        }

        @Override
        public GenericFileProducer<File> createProducer() throws Exception {
            // checks the options
            super.createProducer();
            return new AppendingProducer(this);
        }
    }

    private static final class AppendingProducer extends GenericFileProducer<File> {

        AppendingProducer(FileEndpoint endpoint) {
            super(endpoint, new WholeAppends(endpoint));
        }
    }
}
