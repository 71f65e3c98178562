package io.penstock.map;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.IntPoint;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.FuzzyQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.PrefixQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.search.TopDocs;
import org.apache.lucene.store.Directory;
import org.apache.lucene.util.BytesRef;

/**
 * The same documents, changes, merges and searches for every directory, in one thread; what is found comes as lines to
 * compare.
 */
final class LuceneWork {
    private static final int DIMENSIONS = 8;

    private final Random random = new Random(12);
    private final int documents;
    private int ids;

    /** So many documents a round. */
    LuceneWork(int documents) {
        this.documents = documents;
    }

    /** Writes, changes, merges and searches so many times. */
    List<String> run(Directory directory, int rounds) throws IOException {
        List<String> found = new ArrayList<>();
        for (int round = 0; round < rounds; round++) {
            try (IndexWriter writer = new IndexWriter(directory, config(round % 2 == 0))) {
                change(writer);
                writer.commit();
                found.addAll(search(directory));
                writer.forceMerge(1 + round % 3);
            }
            found.addAll(search(directory));
        }
        return found;
    }

    private static IndexWriterConfig config(boolean compound) {
        LogDocMergePolicy merges = new LogDocMergePolicy();
        merges.setNoCFSRatio(compound ? 1 : 0);
        return new IndexWriterConfig(new StandardAnalyzer()).setMergePolicy(merges)
            .setMergeScheduler(new SerialMergeScheduler())
            .setUseCompoundFile(compound).setMaxBufferedDocs(60)
                .setRAMBufferSizeMB(IndexWriterConfig.DISABLE_AUTO_FLUSH);
    }

    /** Adds, replaces and deletes documents, and changes values of some. */
    void change(IndexWriter writer) throws IOException {
        for (int i = 0; i < documents; i++) {
            writer.addDocument(document(ids++));
            if (i % 5 == 0) writer.updateDocument(anyId(), document(ids++));
            if (i % 7 == 0) writer.deleteDocuments(anyId());
            if (i % 11 == 0) writer.updateNumericDocValue(anyId(), "rank", random.nextInt(1000));
        }
        int from = random.nextInt(10_000);
        writer.deleteDocuments(IntPoint.newRangeQuery("number", from, from + 500));
    }

    private Term anyId() {
        return new Term("id", Integer.toString(random.nextInt(ids)));
    }

    private Document document(int id) {
        StringBuilder text = new StringBuilder();
        for (int i = 10 + random.nextInt(40); i > 0; i--) text.append(word(random)).append(' ');
        byte[] stored = new byte[random.nextInt(2000)];
        random.nextBytes(stored);
        Document document = new Document();
        document.add(new StringField("id", Integer.toString(id), Field.Store.YES));
        document.add(new TextField("text", text.toString(), Field.Store.YES));
        document.add(new IntPoint("number", random.nextInt(10_000)));
        document.add(new NumericDocValuesField("rank", random.nextInt(1000)));
        document.add(new SortedDocValuesField("kind", new BytesRef(word(random))));
        document.add(new KnnFloatVectorField("vector", vector(random)));
        document.add(new StoredField("bytes", stored));
        return document;
    }

    /** Some words are common and most are rare, as in texts. */
    private static String word(Random random) {
        return Integer.toString(46_656 + (int) (1000 * Math.pow(random.nextDouble(), 3)), 36);
    }

    private static float[] vector(Random random) {
        float[] vector = new float[DIMENSIONS];
        for (int i = 0; i < DIMENSIONS; i++) vector[i] = random.nextFloat();
        return vector;
    }

    private static List<String> search(Directory directory) throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            return search(reader);
        }
    }

    /** What a reader finds: numbers of documents, scores, values, and a sum of what is stored. */
    static List<String> search(DirectoryReader reader) throws IOException {
        IndexSearcher searcher = new IndexSearcher(reader);
        Sort sort = new Sort(new SortField("rank", SortField.Type.LONG, true),
            new SortField("kind", SortField.Type.STRING), SortField.FIELD_DOC);
        List<String> found = new ArrayList<>();
        for (Query query : queries(new Random(reader.maxDoc()))) {
            found.addAll(lines(searcher, query, searcher.search(query, 20)));
            found.addAll(lines(searcher, query, searcher.search(query, 20, sort)));
        }
        return found;
    }

    private static List<Query> queries(Random random) {
        String one = word(random);
        String two = word(random);
        int number = random.nextInt(10_000);
        return List.of(
            new MatchAllDocsQuery(),
            new TermQuery(new Term("text", one)),
            new PhraseQuery(3, "text", one, two),
            new BooleanQuery.Builder().add(new TermQuery(new Term("text", one)), Occur.SHOULD)
                .add(new TermQuery(new Term("text", two)), Occur.MUST)
                .add(new TermQuery(new Term("text", word(random))), Occur.MUST_NOT).build(),
            new PrefixQuery(new Term("text", one.substring(0, 3))),
            new FuzzyQuery(new Term("text", two), 1),
            IntPoint.newRangeQuery("number", number, number + 1000),
            NumericDocValuesField.newSlowRangeQuery("rank", 10, 40),
            new KnnFloatVectorQuery("vector", vector(random), 10));
    }

    private static List<String> lines(IndexSearcher searcher, Query query, TopDocs top) throws IOException {
        List<String> lines = new ArrayList<>(List.of(query + ": " + top.totalHits));
        for (ScoreDoc hit : top.scoreDocs) {
            Document document = searcher.storedFields().document(hit.doc);
            Object order = hit instanceof FieldDoc sorted ? Arrays.toString(sorted.fields)
                : Float.toHexString(hit.score);
            lines.add("%d %s %s %d %d".formatted(hit.doc, order, document.get("id"), document.get("text").hashCode(),
                document.getBinaryValue("bytes").hashCode()));
        }
        return lines;
    }
}
