package org.mindpress.engine.reference;

/** Elementwise operators of two operands: plain loops over arrays, one per operator and element type. */
enum BinaryOperator {
    ADD {
        @Override
        void floats(float[] a, int at, float[] b, int bt, float[] out, int to, int length) {
            for (int i = 0; i < length; i++) {
                out[to + i] = a[at + i] + b[bt + i];
            }
        }

        @Override
        double doubles(double a, double b) {
            return a + b;
        }

        @Override
        void longs(long[] a, int at, long[] b, int bt, long[] out, int to, int length) {
            for (int i = 0; i < length; i++) {
                out[to + i] = a[at + i] + b[bt + i];
            }
        }
    },
    SUBTRACT {
        @Override
        void floats(float[] a, int at, float[] b, int bt, float[] out, int to, int length) {
            for (int i = 0; i < length; i++) {
                out[to + i] = a[at + i] - b[bt + i];
            }
        }

        @Override
        double doubles(double a, double b) {
            return a - b;
        }

        @Override
        void longs(long[] a, int at, long[] b, int bt, long[] out, int to, int length) {
            for (int i = 0; i < length; i++) {
                out[to + i] = a[at + i] - b[bt + i];
            }
        }
    },
    MULTIPLY {
        @Override
        void floats(float[] a, int at, float[] b, int bt, float[] out, int to, int length) {
            for (int i = 0; i < length; i++) {
                out[to + i] = a[at + i] * b[bt + i];
            }
        }

        @Override
        double doubles(double a, double b) {
            return a * b;
        }

        @Override
        void longs(long[] a, int at, long[] b, int bt, long[] out, int to, int length) {
            for (int i = 0; i < length; i++) {
                out[to + i] = a[at + i] * b[bt + i];
            }
        }
    },
    DIVIDE {
        @Override
        void floats(float[] a, int at, float[] b, int bt, float[] out, int to, int length) {
            for (int i = 0; i < length; i++) {
                out[to + i] = a[at + i] / b[bt + i];
            }
        }

        @Override
        double doubles(double a, double b) {
            return a / b;
        }
    },
    FLOOR_DIVIDE {
        @Override
        void longs(long[] a, int at, long[] b, int bt, long[] out, int to, int length) {
            for (int i = 0; i < length; i++) {
                out[to + i] = Math.floorDiv(a[at + i], b[bt + i]);
            }
        }
    },
    RIGHT_SHIFT {
        @Override
        void longs(long[] a, int at, long[] b, int bt, long[] out, int to, int length) {
            for (int i = 0; i < length; i++) {
                out[to + i] = a[at + i] >> b[bt + i];
            }
        }
    },
    MINIMUM {
        @Override
        void floats(float[] a, int at, float[] b, int bt, float[] out, int to, int length) {
            for (int i = 0; i < length; i++) {
                out[to + i] = Math.min(a[at + i], b[bt + i]);
            }
        }

        @Override
        double doubles(double a, double b) {
            return Math.min(a, b);
        }

        @Override
        void longs(long[] a, int at, long[] b, int bt, long[] out, int to, int length) {
            for (int i = 0; i < length; i++) {
                out[to + i] = Math.min(a[at + i], b[bt + i]);
            }
        }
    },
    MAXIMUM {
        @Override
        void floats(float[] a, int at, float[] b, int bt, float[] out, int to, int length) {
            for (int i = 0; i < length; i++) {
                out[to + i] = Math.max(a[at + i], b[bt + i]);
            }
        }

        @Override
        double doubles(double a, double b) {
            return Math.max(a, b);
        }

        @Override
        void longs(long[] a, int at, long[] b, int bt, long[] out, int to, int length) {
            for (int i = 0; i < length; i++) {
                out[to + i] = Math.max(a[at + i], b[bt + i]);
            }
        }
    };

    void floats(float[] a, int at, float[] b, int bt, float[] out, int to, int length) {
        throw new IllegalArgumentException(this + " is not defined for float32");
    }

    double doubles(double a, double b) {
        throw new IllegalArgumentException(this + " is not defined for float64");
    }

    void longs(long[] a, int at, long[] b, int bt, long[] out, int to, int length) {
        throw new IllegalArgumentException(this + " is not defined for whole numbers");
    }
}
