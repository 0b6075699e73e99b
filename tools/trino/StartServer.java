import io.trino.server.Server;

/** Starts the server, and ends it when whoever started it goes away and standard input closes. */
public class StartServer {
  public static void main(String[] arguments) {
    Thread watch = new Thread(() -> {
      try {
        while (System.in.read() >= 0) {}
      } catch (java.io.IOException closed) {
        // The same as the end.
      }
      Runtime.getRuntime().halt(0);
    });
    watch.setDaemon(true);
    watch.start();
    new Server().start(arguments[0]);
  }
}
