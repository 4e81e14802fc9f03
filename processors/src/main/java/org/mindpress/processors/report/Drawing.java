package org.mindpress.processors.report;

/** Lines and words of a drawing. */
final class Drawing {
    private final Html html;

    private Drawing(Html html) {
        this.html = html;
    }

    /** Opens a drawing that scales with the page; {@link #close} ends it. */
    static Drawing open(Html html, int width, int height, String label) {
        html.open(
                "svg", "class", "chart", "viewBox", "0 0 " + width + " " + height, "role", "img", "aria-label", label);
        return new Drawing(html);
    }

    void close() {
        html.close();
    }

    void line(String kind, double x1, double y1, double x2, double y2) {
        html.empty(
                "line",
                "class",
                kind,
                "x1",
                NumberText.coordinate(x1),
                "y1",
                NumberText.coordinate(y1),
                "x2",
                NumberText.coordinate(x2),
                "y2",
                NumberText.coordinate(y2));
    }

    void text(String kind, double x, double y, String text) {
        html.leaf("text", text, "class", kind, "x", NumberText.coordinate(x), "y", NumberText.coordinate(y));
    }

    /** A circle that tells its number when pointed at. */
    void dot(String kind, double x, double y, int radius, String title) {
        html.open(
                "circle",
                "class",
                kind,
                "cx",
                NumberText.coordinate(x),
                "cy",
                NumberText.coordinate(y),
                "r",
                Integer.toString(radius));
        html.leaf("title", title).close();
    }

    void rectangle(String kind, double x, double y, double width, double height) {
        html.empty(
                "rect",
                "class",
                kind,
                "x",
                NumberText.coordinate(x),
                "y",
                NumberText.coordinate(y),
                "width",
                NumberText.coordinate(width),
                "height",
                NumberText.coordinate(height));
    }

    /** {@code polyline} or {@code polygon} through points {@code x,y x,y …}. */
    void path(String shape, String kind, String points) {
        html.empty(shape, "class", kind, "points", points);
    }
}
