package io.b24hub.emulator;

/**
 * Who the emulated portal is and which secrets belong to it.
 *
 * @param domain host name that stands in its calls and links; nothing listens there
 * @param memberId stable name of the portal
 * @param userId owner of the incoming webhook
 * @param restSecret the secret part of the incoming webhook's address
 * @param applicationToken proves its outgoing webhooks
 */
public record PortalIdentity(String domain, String memberId, long userId, String restSecret, String applicationToken) {

    /** A portal for demonstrations; its secrets are known to everybody. */
    public static PortalIdentity demo() {
        return new PortalIdentity(
                "demo.bitrix24.ru",
                "d897063e1ce7c5eb9f04b9751eef5915",
                1,
                "emulatedsecret01",
                "emulatedtoken0123456789abcdefghi");
    }

    /** Never shows a secret. */
    @Override
    public String toString() {
        return "PortalIdentity[" + domain + ", " + memberId + "]";
    }
}
