using Berger.Recordings.Annotations;
using Berger.Recordings.Audit;
using Berger.Recordings.Catalog;
using Berger.Recordings.Samples;
using Berger.Signals;

namespace Berger.Tests.Conformance;

/// <summary>An empty database with the four stores of recordings on it; made once for each test class.</summary>
public abstract class Stores : IAsyncLifetime
{
    public TickingClock Clock { get; } = new();

    public IRecordingCatalog Catalog { get; protected set; } = null!;

    public ISampleStore Samples { get; protected set; } = null!;

    public IAnnotationStore Annotations { get; protected set; } = null!;

    public IAuditLog Log { get; protected set; } = null!;

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    /// <summary>
    /// Opens the same database once more, as another process would, with its schema upgraded. It is closed with this one.
    /// </summary>
    public abstract Task<Stores> OpenAgainAsync();

    /// <summary>Runs a statement as someone at the database's own shell would: on a connection that Berger did not prepare.</summary>
    /// <returns>The first column of the first row; null when there is none.</returns>
    public abstract Task<object?> ExecuteAsync(string sql);

    /// <summary>Declares a recording under a new name, with the channels given, or one channel of 256 Hz.</summary>
    public async Task<StoredRecording> DeclareAsync(params Channel[] channels) =>
        (await Catalog.DeclareAsync(Given.Recording(channels), default)).Recording;

    /// <summary>Appends one chunk.</summary>
    public async Task<AppendResult> AppendAsync(Chunk chunk) => (await Samples.AppendAsync([chunk], default))[0];

    /// <summary>Checks that the whole log counts from 1 without gaps and that every line is chained to the one before.</summary>
    public async Task<IReadOnlyList<LogEntry>> VerifyLogAsync()
    {
        var entries = await Log.ReadAsync(null, null, 0, int.MaxValue, default);
        byte[] previous = LogEntry.Genesis;
        for (int i = 0; i < entries.Count; i++)
        {
            Assert.Equal(i + 1, entries[i].Id);
            var recording = await Catalog.FindAsync(entries[i].Key, default);
            Assert.Equal(entries[i].ComputeHash(previous, DeclarationChecksum.Of(recording!.Recording)), entries[i].Hash);
            previous = entries[i].Hash;
        }

        return entries;
    }
}

/// <summary>A clock that moves on by itself at each look, by a step finer than databases keep.</summary>
public sealed class TickingClock : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2024, 2, 29, 23, 59, 59, TimeSpan.Zero);
    private long ticks;

    public override DateTimeOffset GetUtcNow() => Start.AddTicks(Interlocked.Add(ref ticks, 1234));
}
