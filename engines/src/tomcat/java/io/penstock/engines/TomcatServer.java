package io.penstock.engines;

import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.Http11NioProtocol;

/** Tomcat with its static files, as it comes: {@code TomcatServer FILES BASE}. Prints its port. */
public final class TomcatServer {
    private TomcatServer() {}

    public static void main(String[] arguments) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(arguments[1]);
        Connector connector = new Connector(Http11NioProtocol.class.getName());
        connector.setProperty("address", "127.0.0.1");
        connector.setPort(0);
        // Else every hundredth request is a connection's last.
        connector.setProperty("maxKeepAliveRequests", "-1");
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", Path.of(arguments[0]).toAbsolutePath().toString());
        Tomcat.addServlet(context, "files", new DefaultServlet());
        context.addServletMapping("/", "files");
        tomcat.start();
        System.out.println(connector.getLocalPort());
        tomcat.getServer().await();
    }
}
