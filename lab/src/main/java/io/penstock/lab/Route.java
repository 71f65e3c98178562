package io.penstock.lab;

import static io.penstock.lab.Route.Means.CPU_COPY;
import static io.penstock.lab.Route.Means.DMA;
import static io.penstock.lab.Route.Means.REFERENCE;
import static io.penstock.lab.Route.Place.DEVICE;
import static io.penstock.lab.Route.Place.DISK;
import static io.penstock.lab.Route.Place.PAGE_CACHE;
import static io.penstock.lab.Route.Place.PIPE;
import static io.penstock.lab.Route.Place.SOCKET;
import static io.penstock.lab.Route.Place.TARGET_CACHE;
import static io.penstock.lab.Route.Place.TARGET_DISK;
import static io.penstock.lab.Route.Place.USER;

import java.util.List;

/** The way of the bytes through the sending machine: what the diagrams draw and the copies are counted from. */
enum Route {
    THROUGH_A_BUFFER(
            new Hop(DISK, PAGE_CACHE, DMA),
            new Hop(PAGE_CACHE, USER, CPU_COPY),
            new Hop(USER, SOCKET, CPU_COPY),
            new Hop(SOCKET, DEVICE, DMA)),
    THROUGH_A_MAPPING(
            new Hop(DISK, PAGE_CACHE, DMA),
            new Hop(PAGE_CACHE, USER, REFERENCE),
            new Hop(PAGE_CACHE, SOCKET, CPU_COPY),
            new Hop(SOCKET, DEVICE, DMA)),
    COPIED_FOR_THE_DEVICE(
            new Hop(DISK, PAGE_CACHE, DMA),
            new Hop(PAGE_CACHE, SOCKET, CPU_COPY),
            new Hop(SOCKET, DEVICE, DMA)),
    GATHERED_BY_THE_DEVICE(
            new Hop(DISK, PAGE_CACHE, DMA),
            new Hop(PAGE_CACHE, SOCKET, REFERENCE),
            new Hop(SOCKET, DEVICE, REFERENCE),
            new Hop(PAGE_CACHE, DEVICE, DMA)),
    THROUGH_A_PIPE(
            new Hop(DISK, PAGE_CACHE, DMA),
            new Hop(PAGE_CACHE, PIPE, REFERENCE),
            new Hop(PIPE, SOCKET, REFERENCE),
            new Hop(SOCKET, DEVICE, REFERENCE),
            new Hop(PAGE_CACHE, DEVICE, DMA)),
    THROUGH_A_PIPE_TO_A_FILE(
            new Hop(DISK, PAGE_CACHE, DMA),
            new Hop(PAGE_CACHE, PIPE, REFERENCE),
            new Hop(PIPE, TARGET_CACHE, CPU_COPY),
            new Hop(TARGET_CACHE, TARGET_DISK, DMA));

    private final List<Hop> hops;

    Route(Hop... hops) {
        this.hops = List.of(hops);
    }

    List<Hop> hops() {
        return hops;
    }

    /** How often, in theory, the processor copies each byte. */
    long copies() {
        return hops.stream().filter(hop -> hop.means() == CPU_COPY).count();
    }

    /** One step on the way. */
    record Hop(Place from, Place to, Means means) {}

    /** Who carries the bytes on one step. */
    enum Means {
        CPU_COPY("copied by the processor"),
        DMA("moved by the device (DMA)"),
        REFERENCE("only a reference is passed on");

        final String text;

        Means(String text) {
            this.text = text;
        }
    }

    /** Where bytes, or references to them, can be. */
    enum Place {
        DISK("disk", 0),
        PAGE_CACHE("page cache", 1),
        USER("user memory", 2),
        PIPE("pipe", 2),
        SOCKET("socket buffer", 3),
        DEVICE("network device", 4),
        TARGET_CACHE("page cache", 3),
        TARGET_DISK("disk", 4);

        final String text;

        /** Column in a diagram, from left to right. */
        final int column;

        Place(String text, int column) {
            this.text = text;
            this.column = column;
        }
    }
}
