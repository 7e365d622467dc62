package io.b24hub.e2e;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.LoggerFactory;

/** Everything that is logged in this process while it is open, with some loggers turned up. */
final class CapturedLog extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    /** One logged line with its stack trace and its context. */
    record Line(Level level, String text) {}

    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final Map<Logger, Level> before = new LinkedHashMap<>();
    private final List<Appender<ILoggingEvent>> others = new ArrayList<>();
    private final List<Line> lines = Collections.synchronizedList(new ArrayList<>());

    CapturedLog(Map<String, Level> levels) {
        levels.forEach((name, level) -> {
            Logger logger = (Logger) LoggerFactory.getLogger(name);
            before.put(logger, logger.getLevel());
            logger.setLevel(level);
        });
        setContext(root.getLoggerContext());
        start();
        // only this test reads the flood
        root.iteratorForAppenders().forEachRemaining(others::add);
        others.forEach(root::detachAppender);
        root.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        String failure =
                event.getThrowableProxy() == null ? "" : "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy());
        lines.add(new Line(
                event.getLevel(),
                event.getLoggerName() + " [" + event.getThreadName() + "] " + event.getFormattedMessage() + " "
                        + event.getMDCPropertyMap() + failure));
    }

    List<Line> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    @Override
    public void close() {
        root.detachAppender(this);
        others.forEach(root::addAppender);
        stop();
        before.forEach(Logger::setLevel);
    }
}
