package io.penstock.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.penstock.StaleAccess;
import io.penstock.support.Call;
import io.penstock.support.EndsInTime;
import io.penstock.support.Lib;
import io.penstock.support.Mapped;
import io.penstock.support.OnFirstJdk;
import io.penstock.support.Proof;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.lucene.analysis.standard.StandardAnalyzer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.CheckIndex;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A search engine on regions finds what it finds on its own maps, and releasing them releases its files. */
@EndsInTime
@OnFirstJdk
class LuceneTest {
    private static final int ROUNDS = Lib.proof() ? 12 : 4;
    private static final int DOCUMENTS = Lib.proof() ? 3_000 : 300;

    @TempDir
    Path directory;

    @BeforeEach
    void possible() {
        Lib.assumeNative("maps that can be closed need it");
    }

    @ParameterizedTest
    @EnumSource(StaleAccess.class)
    @Timeout(value = 600, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void findsTheSame(StaleAccess stale) throws Exception {
        Path theirs = directory.resolve("theirs");
        Path mine = directory.resolve("mine");
        List<String> expected;
        try (Directory stock = new MMapDirectory(theirs)) {
            expected = new LuceneWork(DOCUMENTS).run(stock, ROUNDS);
        }
        List<String> found;
        try (Directory ours = new LuceneDirectory(mine, stale)) {
            found = new LuceneWork(DOCUMENTS).run(ours, ROUNDS);
        }
        assertThat(found).hasSizeGreaterThan(ROUNDS * 200).isEqualTo(expected);
        assertThat(Mapped.mapsOf(directory)).as("files that are still mapped").isZero();
        for (Path index : List.of(theirs, mine)) {
            try (Directory ours = new LuceneDirectory(index, stale); Directory stock = new MMapDirectory(index)) {
                assertThat(search(ours)).isEqualTo(search(stock));
                try (CheckIndex check = new CheckIndex(ours)) {
                    assertThat(check.checkIndex().clean).isTrue();
                }
            }
        }
        Proof.line("Lucene, %d rounds of %,d documents, %s: as MMapDirectory: %,d lines found", ROUNDS, DOCUMENTS,
            stale, found.size());
    }

    private static List<String> search(Directory directory) throws IOException {
        try (DirectoryReader reader = DirectoryReader.open(directory)) {
            return LuceneWork.search(reader);
        }
    }

    @Test
    void filesDeletedWhileOpen() throws Exception {
        try (Directory ours = new LuceneDirectory(directory, StaleAccess.FAULT);
                IndexWriter writer = new IndexWriter(ours, new IndexWriterConfig(new StandardAnalyzer()))) {
            LuceneWork work = new LuceneWork(DOCUMENTS);
            work.change(writer);
            writer.commit();
            DirectoryReader reader = DirectoryReader.open(ours);
            List<String> before = LuceneWork.search(reader);
            work.change(writer);
            writer.forceMerge(1);
            writer.commit();
            assertThat(deleted()).isPositive();
            assertThat(LuceneWork.search(reader)).isEqualTo(before);
            reader.close();
            assertThat(deleted()).isZero();
            assertThatThrownBy(() -> LuceneWork.search(reader)).isInstanceOf(IllegalStateException.class);
        }
        assertThat(Mapped.mapsOf(directory)).isZero();
    }

    /** How many files are mapped that have no name any more. */
    private long deleted() throws IOException {
        return Mapped.maps().stream().filter(line -> line.contains(directory.toString()) && line.endsWith("(deleted)"))
            .count();
    }

    /**
     * Merges in threads of Lucene's delete files that searchers in ours read; each document's value tells whose it is.
     */
    @ParameterizedTest
    @EnumSource(StaleAccess.class)
    @Timeout(value = 600, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void searchersAndAWriter(StaleAccess stale) throws Exception {
        int changes = 20 * DOCUMENTS;
        long searches = 0;
        try (Directory ours = new LuceneDirectory(directory, stale);
                IndexWriter writer = new IndexWriter(ours, new IndexWriterConfig(new StandardAnalyzer())
                    .setMaxBufferedDocs(100));
                SearcherManager manager = new SearcherManager(writer, null)) {
            Searches searchers = new Searches(manager);
            List<Call> calls = new ArrayList<>();
            for (int i = 0; i < 3; i++) calls.add(Call.start(searchers::run));
            for (int i = 0; i < changes; i++) {
                int id = i % 2_000;
                writer.updateDocument(new Term("id", Integer.toString(id)), document(id));
                if (i % 100 == 99) manager.maybeRefreshBlocking();
                if (i % 1_000 == 999) writer.commit();
            }
            searchers.over = true;
            for (Call call : calls) searches += call.value();
        }
        assertThat(searches).isPositive();
        assertThat(Mapped.mapsOf(directory)).as("files that are still mapped").isZero();
        Proof.line("Lucene, %,d changes and %,d searches at once, %s: all right, nothing stays mapped", changes,
            searches, stale);
    }

    private static Document document(int id) {
        Document document = new Document();
        document.add(new StringField("id", Integer.toString(id), Field.Store.YES));
        document.add(new NumericDocValuesField("id", id));
        return document;
    }

    /** Threads that search until it is over, in whatever there is at the time. */
    private static final class Searches {
        private final SearcherManager manager;
        volatile boolean over;

        Searches(SearcherManager manager) {
            this.manager = manager;
        }

        long run() throws IOException {
            Sort sort = new Sort(new SortField("id", SortField.Type.LONG, true));
            long searches = 0;
            for (; !over; searches++) {
                IndexSearcher searcher = manager.acquire();
                try {
                    for (ScoreDoc hit : searcher.search(new MatchAllDocsQuery(), 50, sort).scoreDocs)
                        assertThat(searcher.storedFields().document(hit.doc).get("id"))
                            .isEqualTo(((FieldDoc) hit).fields[0].toString());
                } finally {
                    manager.release(searcher);
                }
            }
            return searches;
        }
    }
}
