using Berger.Recordings.Catalog;
using Berger.Signals;

namespace Berger.Tests.Conformance;

public abstract class RecordingCatalogConformance(Stores stores) : StoreConformance(stores)
{
    [StoreFact]
    public async Task Declare_NewRecording_IsFoundAsDeclared()
    {
        var recording = Given.Recording(Given.Eeg("FP1-F7"), Given.Eeg("T8-P8"), Given.Eeg("T8-P8"), Given.Eeg("SpO2", 1.0 / 3));
        var declared = await Stores.Catalog.DeclareAsync(recording, default);
        var found = await Stores.Catalog.FindAsync(recording.Key, default);

        Assert.True(declared.Created);
        Assert.Equal(RecordingState.Receiving, found!.State);
        Assert.Equal((declared.Recording.Id, declared.Recording.CreatedAt), (found.Id, found.CreatedAt));
        Assert.Equal(TimeSpan.Zero, found.CreatedAt.Offset);
        AssertSame(recording, declared.Recording.Recording);
        AssertSame(recording, found.Recording);
        Assert.Equal(["FP1-F7", "T8-P8-0", "T8-P8-1", "SpO2"], found.Recording.ChannelNames);
        Assert.Equal(2, found.Recording.Groups.Count);
    }

    [StoreFact]
    public async Task Declare_UnusualChannels_SurviveExactly()
    {
        Channel With(Calibration? calibration) => Given.Eeg() with { Calibration = calibration };
        var recording = Given.Recording(
            With(null),
            With(new Calibration(-32768, 32767, 3276.7, -3276.8)),
            With(new Calibration(int.MinValue, int.MaxValue, -double.MaxValue, double.Epsilon)),
            With(new Calibration(0, 0, 0, 0)),
            With(new Calibration(-1, 1, double.NaN, 1)),
            With(new Calibration(-1, 1, double.NegativeInfinity, double.PositiveInfinity)),
            new Channel("", "", SampleRate.FromHertz(1e-6), null),
            new Channel("µV <script>'\"; DROP TABLE channels; -- 脳波 🧠", "μV", SampleRate.FromHertz(1e7), null, "naïve", "ß"));
        await Stores.Catalog.DeclareAsync(recording, default);

        AssertSame(recording, (await Stores.Catalog.FindAsync(recording.Key, default))!.Recording);
        Assert.False((await Stores.Catalog.DeclareAsync(recording, default)).Created);
    }

    [StoreFact]
    public async Task Declare_UnusualStartTimes_SurviveToTheMicrosecond()
    {
        DateTimeOffset?[] times =
        [
            null,
            new DateTimeOffset(1923, 7, 6, 1, 2, 3, TimeSpan.Zero).AddTicks(7),
            new DateTimeOffset(2024, 2, 29, 23, 30, 0, TimeSpan.FromHours(-5.5)).AddTicks(1_234_560),
            new DateTimeOffset(2084, 12, 31, 23, 59, 59, TimeSpan.FromHours(14)).AddTicks(9_999_999),
        ];
        foreach (var time in times)
        {
            var recording = new Recording(Given.Recording().Key, time, [Given.Eeg()]);
            await Stores.Catalog.DeclareAsync(recording, default);
            Assert.False((await Stores.Catalog.DeclareAsync(recording, default)).Created);
            var found = (await Stores.Catalog.FindAsync(recording.Key, default))!.Recording.StartTime;
            Assert.Equal(time?.Ticks is null, found is null);
            if (time is { } declared) Assert.Equal(declared.UtcTicks / TimeSpan.TicksPerMicrosecond, found!.Value.UtcTicks / TimeSpan.TicksPerMicrosecond);
        }
    }

    [StoreFact]
    public async Task Declare_Again_FindsTheFirst()
    {
        var recording = Given.Recording();
        var first = await Stores.Catalog.DeclareAsync(recording, default);
        var second = await Stores.Catalog.DeclareAsync(recording, default);
        Assert.False(second.Created);
        Assert.Equal((first.Recording.Id, first.Recording.CreatedAt), (second.Recording.Id, second.Recording.CreatedAt));
    }

    [StoreFact]
    public async Task Declare_SameIdOfAnotherSubject_IsAnotherRecording()
    {
        var first = Given.Recording();
        var second = new Recording(first.Key with { SubjectId = "chb02" }, first.StartTime, first.Channels);
        Assert.True((await Stores.Catalog.DeclareAsync(first, default)).Created);
        Assert.True((await Stores.Catalog.DeclareAsync(second, default)).Created);
    }

    [StoreFact]
    public async Task Declare_AnyFieldDifferent_IsAConflictThatChangesNothing()
    {
        var recording = Given.Recording(Given.Eeg("a"), Given.Eeg("b"));
        await Stores.Catalog.DeclareAsync(recording, default);
        foreach (var other in Variations(recording))
        {
            var error = await Assert.ThrowsAsync<RecordingConflictException>(() => Stores.Catalog.DeclareAsync(other, default));
            Assert.Contains(recording.Key.ToString(), error.Message, StringComparison.Ordinal);
            AssertSame(recording, (await Stores.Catalog.FindAsync(recording.Key, default))!.Recording);
        }
    }

    [StoreFact]
    public async Task Declare_ManyAtOnce_CreatesOne()
    {
        var recording = Given.Recording(Given.Eeg("a"), Given.Eeg("b"));
        var declarations = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ =>
            Task.Run(() => Stores.Catalog.DeclareAsync(recording, default))));
        Assert.Single(declarations, d => d.Created);
        Assert.Single(declarations.Select(d => d.Recording.Id).Distinct());
        foreach (var declaration in declarations) AssertSame(recording, declaration.Recording.Recording);
    }

    [StoreFact]
    public async Task Find_UnknownName_IsNull()
    {
        await Stores.DeclareAsync();
        foreach (var key in new RecordingKey[] { new("chb01", "unknown"), new("unknown", "recording-1.edf"), new("", ""), new("%", "%") })
        {
            Assert.Null(await Stores.Catalog.FindAsync(key, default));
            Assert.Null(await Stores.Catalog.SummarizeAsync(key, default));
        }
    }

    [StoreFact]
    public async Task List_ManyRecordings_AreInTheOrderOfTheirBytes()
    {
        string[] subjects = ["list-B", "list-_", "list-a", "list-é", "list-脳"];
        string[] ids = ["10", "2", "A", "a", "ä", "🧠"];
        foreach (string subject in subjects.Reverse())
        {
            foreach (string id in ids.Reverse()) await Stores.Catalog.DeclareAsync(new Recording(new(subject, id), null, [Given.Eeg(subject), Given.Eeg(id)]), default);
        }

        var listed = (await Stores.Catalog.ListAsync(null, default)).Where(s => s.Stored.Recording.Key.SubjectId.StartsWith("list-", StringComparison.Ordinal)).ToList();
        Assert.Equal(subjects.SelectMany(s => ids.Select(id => new RecordingKey(s, id))), listed.Select(s => s.Stored.Recording.Key));
        Assert.All(listed, s => Assert.Equal([s.Stored.Recording.Key.SubjectId, s.Stored.Recording.Key.RecordingId], s.Stored.Recording.Channels.Select(c => c.Label)));
        Assert.Equal(ids, (await Stores.Catalog.ListAsync("list-é", default)).Select(s => s.Stored.Recording.Key.RecordingId));
        Assert.Empty(await Stores.Catalog.ListAsync("list-", default));
    }

    [StoreFact]
    public async Task Summarize_EmptyRecording_HasNothingStored()
    {
        var stored = await Stores.DeclareAsync();
        var summary = (await Stores.Catalog.SummarizeAsync(stored.Recording.Key, default))!;
        Assert.Equal((0, 0L, (TimeRange?)null), (summary.AnnotationCount, summary.BytesStored, summary.Extent));
        Assert.Empty(summary.Coverage);
        Assert.Empty(summary.Gaps);
    }

    [StoreFact]
    public async Task Summarize_ChunksAndAnnotations_TellsWhatIsThere()
    {
        var stored = await Stores.DeclareAsync(Given.Eeg("a"), Given.Eeg("b", 1));
        var other = await Stores.DeclareAsync();
        await Stores.Samples.AppendAsync(
            [Given.Chunk(stored, 256), Given.Chunk(stored, 1024), Given.Chunk(stored, 2, 2, group: 1), Given.Chunk(other, 0)], default);
        var added = await Stores.Annotations.AddAsync(stored.Recording.Key, [Given.Seizure(1), Given.Seizure(2)], default);
        await Stores.Annotations.AddAsync(stored.Recording.Key, [Given.Seizure(3, supersedes: added[0].Id)], default);

        var summary = (await Stores.Catalog.SummarizeAsync(stored.Recording.Key, default))!;
        Assert.Equal([(0, Given.Range(1, 2)), (0, Given.Range(4, 5)), (1, Given.Range(2, 4))], summary.Coverage.Select(s => (s.Group, s.Range)));
        Assert.Equal((2 * 1024) + 8, summary.BytesStored);
        Assert.Equal(Given.Range(1, 5), summary.Extent);
        Assert.Empty(summary.Gaps);
        Assert.Equal(2, summary.AnnotationCount);
        var listed = (await Stores.Catalog.ListAsync("chb01", default)).Single(s => s.Stored.Id == stored.Id);
        Assert.Equal(summary.Coverage, listed.Coverage);
        Assert.Equal(2, listed.AnnotationCount);
    }

    [StoreFact]
    public async Task Summarize_HoleInAllChannels_IsAGap()
    {
        var stored = await Stores.DeclareAsync(Given.Eeg("a"), Given.Eeg("b", 1));
        await Stores.Samples.AppendAsync([Given.Chunk(stored, 0, 512), Given.Chunk(stored, 0, 3, group: 1), Given.Chunk(stored, 5 * 256)], default);
        Assert.Equal([Given.Range(3, 5)], (await Stores.Catalog.SummarizeAsync(stored.Recording.Key, default))!.Gaps);
    }

    [StoreFact]
    public async Task Complete_OnceAndTwice_IsComplete()
    {
        var stored = await Stores.DeclareAsync();
        await Stores.Catalog.CompleteAsync(stored.Id, default);
        await Stores.Catalog.CompleteAsync(stored.Id, default);
        Assert.Equal(RecordingState.Complete, (await Stores.Catalog.FindAsync(stored.Recording.Key, default))!.State);
        Assert.Equal(RecordingState.Complete, (await Stores.Catalog.DeclareAsync(stored.Recording, default)).Recording.State);
    }

    private static IEnumerable<Recording> Variations(Recording recording)
    {
        Recording With(params Channel[] channels) => new(recording.Key, recording.StartTime, channels);
        var (a, b) = (recording.Channels[0], recording.Channels[1]);
        yield return new Recording(recording.Key, null, recording.Channels);
        yield return new Recording(recording.Key, recording.StartTime!.Value.AddMilliseconds(1), recording.Channels);
        yield return With(a);
        yield return With(b, a);
        yield return With(a, b, b);
        yield return With(a, b with { Label = "B" });
        yield return With(a, b with { Unit = "mV" });
        yield return With(a, b with { Rate = SampleRate.FromHertz(255.99) });
        yield return With(a, b with { Calibration = null });
        yield return With(a, b with { Calibration = Given.ChbMit with { DigitalMinimum = -2047 } });
        yield return With(a, b with { Calibration = Given.ChbMit with { DigitalMaximum = 2048 } });
        yield return With(a, b with { Calibration = Given.ChbMit with { PhysicalMinimum = double.NaN } });
        yield return With(a, b with { Calibration = Given.ChbMit with { PhysicalMaximum = Math.BitIncrement(800) } });
        yield return With(a, b with { Transducer = "" });
        yield return With(a, b with { Prefiltering = "HP:0.1Hz" });
    }

    private static void AssertSame(Recording expected, Recording actual)
    {
        Assert.Equal(expected.Key, actual.Key);
        Assert.Equal(expected.StartTime, actual.StartTime);
        Assert.Equal(expected.Channels, actual.Channels);
    }
}

public sealed class SqliteRecordingCatalogConformance(SqliteStores stores) : RecordingCatalogConformance(stores), IClassFixture<SqliteStores>;

[OnPostgres]
public sealed class PostgresRecordingCatalogConformance(PostgresStores stores) : RecordingCatalogConformance(stores), IClassFixture<PostgresStores>;
