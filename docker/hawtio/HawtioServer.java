import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.eclipse.jetty.ee10.annotations.AnnotationConfiguration;
import org.eclipse.jetty.ee10.webapp.WebAppContext;
import org.eclipse.jetty.server.Server;

/** Serves the Hawtio war: {@code HawtioServer <address> <port> <war>}. */
public final class HawtioServer {

    private HawtioServer() {}

    public static void main(String[] args) throws Exception {
        Server server = new Server(new InetSocketAddress(args[0], Integer.parseInt(args[1])));
        WebAppContext hawtio = new WebAppContext();
        hawtio.setContextPath("/hawtio");
        hawtio.setWar(Path.of(args[2]).toUri().toString());
        hawtio.addConfiguration(new AnnotationConfiguration());
        server.setHandler(hawtio);
        server.start();
        server.join();
    }
}
