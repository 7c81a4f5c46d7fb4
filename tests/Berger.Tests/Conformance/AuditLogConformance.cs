using Berger.Signals;

namespace Berger.Tests.Conformance;

public abstract class AuditLogConformance(Stores stores) : StoreConformance(stores)
{
    [StoreFact]
    public async Task Read_Pages_GoThroughTheWholeLog()
    {
        var recording = await Stores.DeclareAsync();
        await Stores.Samples.AppendAsync([.. Enumerable.Range(0, 10).Select(i => Given.Chunk(recording, i * 256))], default);
        var all = await Stores.VerifyLogAsync();
        var paged = new List<long>();
        for (long after = 0; ;)
        {
            var page = await Stores.Log.ReadAsync(null, null, after, 3, default);
            if (page.Count == 0) break;
            Assert.True(page.Count <= 3);
            paged.AddRange(page.Select(e => e.Id));
            after = page[^1].Id;
        }

        Assert.Equal(all.Select(e => e.Id), paged);
        Assert.Empty(await Stores.Log.ReadAsync(null, null, 0, 0, default));
    }

    [StoreFact]
    public async Task Read_OneSubjectOrRecording_GivesItsLinesOnly()
    {
        var keys = new RecordingKey[] { new("s1", "r1"), new("s1", "r2"), new("s2", "r1") };
        foreach (var key in keys)
        {
            var stored = (await Stores.Catalog.DeclareAsync(new Recording(key, null, [Given.Eeg()]), default)).Recording;
            await Stores.Samples.AppendAsync([Given.Chunk(stored, 0), Given.Chunk(stored, 256)], default);
        }

        async Task AssertReadAsync(string? subject, string? recording, params RecordingKey[] expected) =>
            Assert.Equal(expected, (await Stores.Log.ReadAsync(subject, recording, 0, 100, default)).Select(e => e.Key));

        await AssertReadAsync("s1", "r1", keys[0], keys[0]);
        await AssertReadAsync("s1", null, keys[0], keys[0], keys[1], keys[1]);
        await AssertReadAsync("s2", "r2");
        await AssertReadAsync("s%", null);
        var first = (await Stores.Log.ReadAsync("s2", "r1", 0, 1, default)).Single();
        Assert.Equal(Given.Range(1, 2), (await Stores.Log.ReadAsync("s2", "r1", first.Id, 5, default)).Single().Range);
    }

    [StoreFact]
    public async Task Read_Lines_ComeBackAsTheyWereHashed()
    {
        var key = new RecordingKey("Пациент 7 \n 'x'", "naïve 🧠.edf");
        var stored = (await Stores.Catalog.DeclareAsync(new Recording(key, null, [Given.Eeg("a", 1.0 / 3)]), default)).Recording;
        await Stores.Samples.AppendAsync([Given.Chunk(stored, -5, 2), Given.Chunk(stored, 1_000_000_000, 2)], default);
        var entries = await Stores.Log.ReadAsync(key.SubjectId, key.RecordingId, 0, 10, default);
        Assert.Equal([key, key], entries.Select(e => e.Key));
        Assert.Equal([new Seconds(-15 * Seconds.PerSecond), new Seconds(3_000_000_000 * Seconds.PerSecond)], entries.Select(e => e.Range.Start));
        Assert.All(entries, e => Assert.Equal((0, TimeSpan.Zero), (e.IngestedAt.Ticks % TimeSpan.TicksPerMicrosecond, e.IngestedAt.Offset)));
        await Stores.VerifyLogAsync();
    }

    [StoreFact]
    public async Task Log_Columns_AreInSeconds()
    {
        var stored = await Stores.DeclareAsync(Given.Eeg("a"), Given.Eeg("b"));
        var result = await Stores.AppendAsync(Given.Chunk(stored, 128, 320));
        async Task<object?> ColumnAsync(string name) => await Stores.ExecuteAsync($"SELECT {name} FROM ingestion_log WHERE id = {result.LogId}");
        Assert.Equal(stored.Recording.Key.SubjectId, await ColumnAsync("patient_id"));
        Assert.Equal(stored.Recording.Key.RecordingId, await ColumnAsync("recording_id"));
        Assert.Equal(0.5, await ColumnAsync("chunk_start_sec"));
        Assert.Equal(1.75, await ColumnAsync("chunk_end_sec"));
        Assert.Equal(640L, await ColumnAsync("num_samples"));
        Assert.StartsWith("sha256:", (string?)await ColumnAsync("checksum"), StringComparison.Ordinal);
        Assert.NotNull(await ColumnAsync("ingested_at"));
    }
}

public sealed class SqliteAuditLogConformance(SqliteStores stores) : AuditLogConformance(stores), IClassFixture<SqliteStores>;

[OnPostgres]
public sealed class PostgresAuditLogConformance(PostgresStores stores) : AuditLogConformance(stores), IClassFixture<PostgresStores>;
