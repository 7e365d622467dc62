package io.b24hub.proof;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The proof over many days, outside of the tests: {@code ProofRun <days> <seed>}. Ends with 1 when something is wrong. */
public final class ProofRun {

    private ProofRun() {}

    public static void main(String[] args) throws IOException {
        int days = Integer.parseInt(args[0]);
        long seed = Long.parseLong(args[1]);
        Path home = Files.createTempDirectory("b24hub-proof");
        System.out.printf("Proof: %d simulated days, seed %d, in %s%n", days, seed, home);
        System.exit(run(home, days, seed) ? 0 : 1);
    }

    private static boolean run(Path home, int days, long seed) throws IOException {
        try (LossyDays lossy = new LossyDays(home, seed, days)) {
            lossy.run();
            Proof proof = Proof.of(lossy);
            System.out.print(proof.table());
            proof.problems().stream().limit(20).forEach(System.out::println);
            return proof.problems().isEmpty();
        }
    }
}
