package io.b24hub.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** Silence while a command whose output says it all is at work; connectors would say it again, less well. */
final class QuietLog implements AutoCloseable {

    private final Map<Logger, Level> before = new LinkedHashMap<>();

    QuietLog() {
        ((LoggerContext) LoggerFactory.getILoggerFactory())
                .getLoggerList().stream()
                        .filter(logger -> logger.getLevel() != null)
                        .forEach(logger -> {
                            before.put(logger, logger.getLevel());
                            logger.setLevel(Level.OFF);
                        });
    }

    @Override
    public void close() {
        before.forEach(Logger::setLevel);
    }
}
