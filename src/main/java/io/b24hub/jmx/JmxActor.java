package io.b24hub.jmx;

import io.b24hub.operate.Actor;
import java.rmi.server.RemoteServer;
import java.rmi.server.ServerNotActiveException;

/** Who calls an operation. JMX names nobody; a remote connection at least has an address. */
final class JmxActor {

    private JmxActor() {}

    /** To be asked on the thread that the operation was called on. */
    static Actor now() {
        try {
            return Actor.JMX.from(RemoteServer.getClientHost());
        } catch (ServerNotActiveException e) {
            return Actor.JMX; // attached on this machine, or through an agent such as Jolokia
        }
    }
}
