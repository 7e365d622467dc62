package io.b24hub.connector.file;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.FileEndpoint;
import org.apache.camel.component.file.FileOperations;
import org.apache.camel.component.file.GenericFileExist;
import org.apache.camel.component.file.GenericFileOperationFailedException;

/** Takes back what a failed append has written. Camel's producer locks each file, so no other line is taken with it. */
final class WholeAppends extends FileOperations {

    private final FileEndpoint endpoint;

    WholeAppends(FileEndpoint endpoint) {
        super(endpoint);
        this.endpoint = endpoint;
    }

    @Override
    public boolean storeFile(String fileName, Exchange exchange, long size) {
        File file = new File(fileName);
        if (endpoint.getFileExist() != GenericFileExist.Append || !file.exists()) {
            return super.storeFile(fileName, exchange, size);
        }
        long before = file.length();
        try {
            return super.storeFile(fileName, exchange, size);
        } catch (GenericFileOperationFailedException e) {
            cutBack(file, before, e);
            throw e;
        }
    }

    private static void cutBack(File file, long length, Exception failure) {
        try (FileChannel channel = FileChannel.open(file.toPath(), StandardOpenOption.WRITE)) {
            channel.truncate(length);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }
}
