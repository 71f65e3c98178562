package io.penstock.lab;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Two network namespaces, joined by a pair of virtual Ethernet devices that live nowhere else: addresses and offloads
 * of the machine itself are not touched. Needs root, {@code ip} and {@code ethtool}.
 */
final class VethLink implements Link {
    private static final Path NAMESPACES = Path.of("/run/netns");
    private static final String PREFIX = "penstock-lab-";
    private static final String DEVICE = "veth0";

    /** From the block for benchmarks of networks (RFC 2544), in a namespace of its own. */
    private static final String SENDER_ADDRESS = "198.18.0.1";
    private static final String RECEIVER_ADDRESS = "198.18.0.2";

    private final String senderSpace;
    private final String receiverSpace;
    private Offload current;
    private boolean closed;

    /**
     * Builds the link.
     *
     * @throws IOException if that cannot be done; then nothing of it is left
     */
    VethLink() throws IOException {
        sweep();
        String own = PREFIX + ProcessHandle.current().pid();
        senderSpace = own + "-a";
        receiverSpace = own + "-b";
        // A signal may end the lab half-way through.
        Runtime.getRuntime().addShutdownHook(new Thread(this::close));
        try {
            run("ip", "netns", "add", senderSpace);
            run("ip", "netns", "add", receiverSpace);
            run("ip", "link", "add", DEVICE, "netns", senderSpace, "type", "veth",
                    "peer", "name", DEVICE, "netns", receiverSpace);
            up(senderSpace, SENDER_ADDRESS);
            up(receiverSpace, RECEIVER_ADDRESS);
            for (Offload offload : Offload.values()) {
                adjust(offload); // better to fail now than in the middle
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    private void up(String space, String address) throws IOException {
        run("ip", "-n", space, "address", "add", address + "/30", "dev", DEVICE);
        run("ip", "-n", space, "link", "set", DEVICE, "up");
    }

    @Override
    public String description() {
        return "TCP over a veth pair between two network namespaces, 1500-byte packets";
    }

    @Override
    public List<String> senderPrefix() {
        return List.of("ip", "netns", "exec", senderSpace);
    }

    @Override
    public List<String> receiverPrefix() {
        return List.of("ip", "netns", "exec", receiverSpace);
    }

    @Override
    public String receiverAddress() {
        return RECEIVER_ADDRESS;
    }

    @Override
    public boolean isAdjustable() {
        return true;
    }

    @Override
    public void adjust(Offload offload) throws IOException {
        if (offload == current) {
            return;
        }
        var command = new ArrayList<>(senderPrefix());
        Collections.addAll(command, "ethtool", "-K", DEVICE);
        Collections.addAll(command, offload.features());
        run(command.toArray(String[]::new));
        current = offload;
    }

    /** The devices go with their namespaces. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            delete(senderSpace);
            delete(receiverSpace);
        }
    }

    /** Under the lock of {@link #close}, so that nothing is built behind its back. */
    private synchronized void run(String... command) throws IOException {
        if (closed)
            throw new IOException("the link is closed");
        Command.run(command);
    }

    /** Removes what labs left behind that were killed with no chance to clean up. */
    private static void sweep() throws IOException {
        if (!Files.isDirectory(NAMESPACES)) {
            return;
        }
        try (DirectoryStream<Path> spaces = Files.newDirectoryStream(NAMESPACES, PREFIX + "*")) {
            for (Path space : spaces) {
                String name = space.getFileName().toString();
                long pid = Long.parseLong(name.substring(PREFIX.length(), name.lastIndexOf('-')));
                if (pid == ProcessHandle.current().pid() || ProcessHandle.of(pid).isEmpty()) {
                    delete(name);
                }
            }
        }
    }

    private static void delete(String space) {
        if (!Files.exists(NAMESPACES.resolve(space))) {
            return;
        }
        try {
            Command.run("ip", "netns", "delete", space);
        } catch (IOException e) {
            System.err.println("The network namespace " + space + " could not be removed: " + e.getMessage());
        }
    }
}
