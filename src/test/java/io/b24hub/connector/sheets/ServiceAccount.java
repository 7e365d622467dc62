package io.b24hub.connector.sheets;

import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** Key files of service accounts that exist only in a test. */
final class ServiceAccount {

    private ServiceAccount() {}

    static String key(String email, String googleUrl) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            String pem = Base64.getEncoder()
                    .encodeToString(generator.generateKeyPair().getPrivate().getEncoded());
            return """
                    {"type":"service_account","project_id":"p","private_key_id":"k1","client_id":"1","client_email":"%s",
                     "private_key":"-----BEGIN PRIVATE KEY-----\\n%s\\n-----END PRIVATE KEY-----\\n",
                     "token_uri":"%s/token"}
                    """.formatted(email, pem, googleUrl);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
