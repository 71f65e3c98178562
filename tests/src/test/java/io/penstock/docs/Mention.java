package io.penstock.docs;

import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Something that a text names as code does.
 *
 * @param owner the class, or the module of Rust; null where none is said
 */
record Mention(String owner, String name) {
    private static final Pattern ADDRESS = Pattern.compile("\\]\\([^)]*\\)|\\w+://[^\\s>\")]+|href=\"[^\"]*\"");
    private static final Pattern WHOLE = Pattern.compile("#?\\w+(?:(?:::|[.#])\\w+)*(?:\\(.*\\))?");
    private static final Pattern TOKEN =
        Pattern.compile("(?<![\\w./$<@%=#:+-])#?\\p{Alpha}\\w*(?:(?:::|[.#])\\w+)*+(?![-/…*])(?:\\(\\))?");
    private static final Pattern FILE = Pattern.compile(".*\\.(java|rs|md|svg|toml)|Cargo\\.lock");

    /** What needs no mark: a member with its owner, a call, and a class, a function or a constant of two words. */
    private static final Pattern LIKE_CODE = Pattern.compile(String.join("|",
        "\\w{2,}(?:(?:::|[.#])\\w+)+(?:\\(\\))?", "\\w+\\(\\)", "[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)+",
        "[a-z]+[0-9]*(?:[A-Z][a-z0-9]+)+", "[a-z]+(?:_[a-z0-9]+)+", "[A-Z]+(?:_[A-Z0-9]+)+"));

    /** All that the page names: marked as code, or written like it. */
    static Stream<Mention> of(Doc doc) {
        String prose = ADDRESS.matcher(doc.prose()).replaceAll("]");
        Stream<String> marked = Doc.SPAN.matcher(prose).results().map(span -> span.group(1).replace('\n', ' ').strip())
            .filter(span -> !isWord(span, doc))
            .flatMap(span -> WHOLE.matcher(span).matches() ? Stream.of(span) : likeCode(span));
        Stream<String> unmarked = likeCode(Doc.SPAN.matcher(prose).replaceAll(" "));
        return Stream.concat(marked, unmarked).flatMap(text -> named(text.replaceAll("\\(.*", ""), doc)).distinct();
    }

    /** A page may mark a file, a command or an option. */
    private static boolean isWord(String span, Doc doc) {
        return doc.path().toString().endsWith(".md") && span.matches("[a-z0-9]+");
    }

    private static Stream<String> likeCode(String text) {
        return TOKEN.matcher(text).results().map(MatchResult::group)
            .filter(token -> LIKE_CODE.matcher(token).matches());
    }

    private static Stream<Mention> named(String token, Doc doc) {
        if (FILE.matcher(token).matches()) return Stream.of(new Mention(null, token));
        List<String> parts = Arrays.asList(token.split("::|[.#]"));
        String name = parts.get(parts.size() - 1);
        if (parts.size() == 1) return Stream.of(new Mention(null, name));
        String owner = parts.get(parts.size() - 2);
        if (owner.isEmpty()) owner = doc.path().getFileName().toString().replaceAll("\\..*", ""); // its own: #name
        boolean member = token.contains("::") || token.contains("#") || Character.isUpperCase(owner.charAt(0));
        if (member) return Stream.of(new Mention(owner, name));
        boolean type = Character.isUpperCase(name.charAt(0)); // with its package; else a property
        return type ? Stream.of(new Mention(null, name)) : Stream.empty();
    }

    @Override
    public String toString() {
        return owner == null ? name : owner + '.' + name;
    }
}
