package io.penstock.lab;

/** The little of HTML that several reports need. */
final class Html {
    private Html() {}

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }

    /** The style sheet's name for a row of this kind. */
    static String rowClass(Result result) {
        if (result.verdict().isFailure())
            return "failure";
        if (!result.isSound())
            return "absent";
        return result.row.isStock() ? "stock" : "penstock";
    }
}
