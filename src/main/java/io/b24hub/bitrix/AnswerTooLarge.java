package io.b24hub.bitrix;

import java.io.IOException;

/**
 * The portal sent more than {@link HttpTransport#MAX_ANSWER} bytes. The call ran; its answer was not read to the end. A
 * transport throws it so that reads that travelled together can be asked again in smaller company.
 */
public final class AnswerTooLarge extends IOException {

    private static final long serialVersionUID = 1L;

    public AnswerTooLarge() {
        super("The portal's answer is larger than " + HttpTransport.MAX_ANSWER + " bytes");
    }
}
