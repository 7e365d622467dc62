package io.b24hub.template;

/** A template that is not there, or cannot be used. The message names its file, the line and the reason. */
public final class BadTemplate extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String template;
    private final String file;
    private final int line;
    private final String reason;

    /** One that is not there. */
    BadTemplate(String template, String message) {
        super(message);
        this.template = template;
        this.file = "";
        this.line = 0;
        this.reason = message;
    }

    private BadTemplate(MessageFile file, int line, String reason) {
        super(file.path() + (line > 0 ? ", line " + line : "") + ": " + reason);
        this.template = file.template();
        this.file = file.path();
        this.line = line;
        this.reason = reason;
    }

    static BadTemplate in(MessageFile file, int line, String reason) {
        return new BadTemplate(file, line, reason);
    }

    /** The name, as it stands in {@code template:<name>}. */
    public String template() {
        return template;
    }

    /** The file from the routes folder on, for example {@code messages/en/new-lead.html}; empty when there is none. */
    public String file() {
        return file;
    }

    /** The line, from 1; 0 when it is not known. */
    public int line() {
        return line;
    }

    /** What is wrong, without the place. */
    public String reason() {
        return reason;
    }
}
