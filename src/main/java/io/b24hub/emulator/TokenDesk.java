package io.b24hub.emulator;

import io.b24hub.time.HubClock;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * Google's token endpoint for service accounts: as many as it gave keys to, with a key made at run time that they share,
 * tokens for signed assertions.
 * Thread-safe.
 */
final class TokenDesk {

    private static final Duration LIFETIME = Duration.ofSeconds(3_599);
    private static final String GRANT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    /** Google's own client writes this audience whatever address the key file names. */
    private static final String GOOGLE = "https://oauth2.googleapis.com/token";

    /** The account that is there from the start. */
    static final String ACCOUNT = "emulated@b24hub-emulator.iam.gserviceaccount.com";

    private final HubClock clock;
    private final RandomGenerator random;

    private record Grant(String account, Instant end) {}

    private final Map<String, Grant> tokens = new HashMap<>();
    private final Set<String> accounts = ConcurrentHashMap.newKeySet();
    private Optional<KeyPair> keys = Optional.empty();

    TokenDesk(HubClock clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
        accounts.add(ACCOUNT);
    }

    /** A service account's key file that leads to this token endpoint; the account is known from now on. */
    String keyJson(String tokenUri, String account) {
        accounts.add(account);
        String encoded = Base64.getMimeEncoder(64, new byte[] {'\n'})
                .encodeToString(keys().getPrivate().getEncoded());
        Map<String, Object> file = new LinkedHashMap<>();
        file.put("type", "service_account");
        file.put("project_id", "b24hub-emulator");
        file.put("private_key_id", "emulated");
        file.put("private_key", "-----BEGIN PRIVATE KEY-----\n" + encoded + "\n-----END PRIVATE KEY-----\n");
        file.put("client_email", account);
        file.put("client_id", "100200300");
        file.put("token_uri", tokenUri);
        return Json.write(file);
    }

    /** Answers a request for a token. */
    Reply answer(RestParams params, String tokenUri) {
        if (!params.text("grant_type").equals(GRANT)) {
            return refusal("unsupported_grant_type", "Invalid grant_type: only " + GRANT + " is known here");
        }
        String assertion = params.text("assertion");
        Optional<String> fault = faultOf(assertion, tokenUri);
        if (fault.isPresent()) {
            return refusal("invalid_grant", fault.get());
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "access_token",
                issue(String.valueOf(part(assertion.split("\\.")[1]).get("iss"))));
        answer.put("expires_in", LIFETIME.toSeconds());
        answer.put("token_type", "Bearer");
        return Reply.json(200, Json.write(answer));
    }

    /** Whose token it is; empty when it is none, or none any more. */
    synchronized Optional<String> account(String authorization) {
        return Optional.ofNullable(tokens.get(authorization.replaceFirst("(?i)^Bearer ", "")))
                .filter(grant -> grant.end().isAfter(clock.instant()))
                .map(Grant::account);
    }

    /** From now on no token that was given out is good. */
    synchronized void revoke() {
        tokens.clear();
    }

    private synchronized String issue(String account) {
        Instant now = clock.instant();
        tokens.values().removeIf(grant -> !grant.end().isAfter(now));
        String token = "ya29.emulated-" + Long.toHexString(random.nextLong()) + Long.toHexString(random.nextLong());
        tokens.put(token, new Grant(account, now.plus(LIFETIME)));
        return token;
    }

    private Optional<String> faultOf(String assertion, String tokenUri) {
        String[] parts = assertion.split("\\.");
        if (parts.length != 3) {
            return Optional.of("Invalid JWT: three parts with dots between them are expected");
        }
        try {
            Map<String, Object> header = part(parts[0]);
            Map<String, Object> claims = part(parts[1]);
            if (!"RS256".equals(header.get("alg"))) {
                return Optional.of("Invalid JWT: the algorithm must be RS256");
            }
            if (!accounts.contains(String.valueOf(claims.get("iss")))) {
                return Optional.of("Invalid JWT: unknown issuer");
            }
            if (!tokenUri.equals(claims.get("aud")) && !GOOGLE.equals(claims.get("aud"))) {
                return Optional.of("Invalid JWT: the audience must be " + tokenUri);
            }
            if (!(claims.get("iat") instanceof Number) || !(claims.get("exp") instanceof Number)) {
                return Optional.of("Invalid JWT: iat and exp must be numbers");
            }
            return isSigned(parts) ? Optional.empty() : Optional.of("Invalid JWT Signature.");
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            return Optional.of("Invalid JWT: a part of it cannot be read");
        }
    }

    private boolean isSigned(String[] parts) throws GeneralSecurityException {
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(keys().getPublic());
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
    }

    private static Map<String, Object> part(String encoded) {
        return Json.object(new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8))
                .orElseThrow(() -> new IllegalArgumentException("not JSON"));
    }

    /** Made when first needed: a key costs a noticeable part of a second. */
    private synchronized KeyPair keys() {
        if (keys.isEmpty()) {
            try {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(2048);
                keys = Optional.of(generator.generateKeyPair());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("This Java has no RSA", e);
            }
        }
        return keys.get();
    }

    private static Reply refusal(String error, String description) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("error", error);
        body.put("error_description", description);
        return Reply.json(400, Json.write(body));
    }
}
