package io.b24hub.bench;

import io.b24hub.HubRig;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A server in a process of its own. */
record HttpContender(String name, ChildJvm process, int port, WebhookCalls calls) implements Contender {

    /** A stock Camel route or a bare server, by its main class. */
    static HttpContender baseline(BenchFolder folder, String name, Class<?> main, String path) throws IOException {
        int port = HubRig.freePort();
        List<String> command = Stream.concat(
                        JvmOptions.RECOMMENDED.stream(),
                        Stream.of("-cp", BenchFolder.baselines(), main.getName(), Integer.toString(port)))
                .toList();
        ChildJvm process = ChildJvm.start(folder.work("baseline"), Map.of("B24HUB_LOG", "WARN"), command);
        WebhookCalls calls = new WebhookCalls(path);
        process.awaitAnswer(port, calls.next());
        return new HttpContender(name, process, port, calls);
    }

    @Override
    public Measured load(int callers, Duration slice) throws IOException {
        return ClosedLoop.run(port, calls, callers, slice);
    }

    @Override
    public long cpuMillis() {
        return process.cpuMillis();
    }

    @Override
    public void close() {
        process.close();
    }
}
