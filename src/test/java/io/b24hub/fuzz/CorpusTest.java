package io.b24hub.fuzz;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The corpus, once, without the fuzzer: what was found stays mended. */
class CorpusTest {

    @TestFactory
    Stream<DynamicTest> nothing_in_the_corpus_is_a_finding() {
        return Arrays.stream(FuzzTarget.values())
                .map(target -> DynamicTest.dynamicTest(target.word(), () -> {
                    for (Path file : files(target)) {
                        assertThatCode(() -> target.input.accept(Files.readAllBytes(file)))
                                .as(file.toString())
                                .doesNotThrowAnyException();
                    }
                }));
    }

    private static Iterable<Path> files(FuzzTarget target) {
        try (Stream<Path> files = Files.list(target.corpus())) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
