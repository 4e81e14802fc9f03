package org.mindpress.engine.integer;

/** Sizes of a pooling window over every channel of a map. */
record PoolGeometry(int channels, WindowAxis vertical, WindowAxis horizontal) {

    MapShape input() {
        return new MapShape(channels, vertical.input(), horizontal.input());
    }

    MapShape output() {
        return new MapShape(channels, vertical.output(), horizontal.output());
    }
}
