using Berger.Signals;

namespace Berger.Recordings.Catalog;

/// <summary>
/// Which recordings there are. A declared recording never changes: its key, start time and channels give its samples
/// their meaning, so the store refuses to alter or erase them.
/// </summary>
public interface IRecordingCatalog
{
    /// <summary>Declares a recording, or finds it when it was declared the same way before.</summary>
    /// <exception cref="RecordingConflictException">It was declared with another start time or other channels.</exception>
    Task<Declaration> DeclareAsync(Recording recording, CancellationToken cancellation);

    /// <summary>The recording of that name; null when there is none.</summary>
    Task<StoredRecording?> FindAsync(RecordingKey key, CancellationToken cancellation);

    /// <summary>All recordings of a subject, or of everyone, with what is stored of each, by subject and recording id.</summary>
    Task<IReadOnlyList<RecordingSummary>> ListAsync(string? subjectId, CancellationToken cancellation);

    /// <summary>What is stored of one recording; null when there is none of that name.</summary>
    Task<RecordingSummary?> SummarizeAsync(RecordingKey key, CancellationToken cancellation);

    /// <summary>Notes that its device has sent everything. Doing so twice is harmless.</summary>
    Task CompleteAsync(long recording, CancellationToken cancellation);
}

/// <summary>The answer to a declaration.</summary>
/// <param name="Recording">The recording as it is stored.</param>
/// <param name="Created">Whether it is new.</param>
public readonly record struct Declaration(StoredRecording Recording, bool Created);

/// <summary>Whether more is expected.</summary>
public enum RecordingState
{
    /// <summary>Its device is still sending, or stopped without a word.</summary>
    Receiving,

    /// <summary>Its device, or the import, has said that this is all.</summary>
    Complete,
}

/// <summary>A recording in the store.</summary>
/// <param name="Id">Its number in this store.</param>
/// <param name="Recording">What was declared.</param>
/// <param name="State">Whether more is expected.</param>
/// <param name="CreatedAt">When it was declared, UTC.</param>
public sealed record StoredRecording(long Id, Recording Recording, RecordingState State, DateTimeOffset CreatedAt);

/// <summary>What is stored of a recording.</summary>
/// <param name="Stored">The recording.</param>
/// <param name="Coverage">The stretches that hold signal, by channel group and start.</param>
/// <param name="AnnotationCount">Annotations in force.</param>
public sealed record RecordingSummary(StoredRecording Stored, IReadOnlyList<CoverageSpan> Coverage, int AnnotationCount)
{
    /// <summary>Bytes of compressed samples.</summary>
    public long BytesStored => Coverage.Sum(span => span.Bytes);

    /// <summary>From the first stored sample to the end of the last, in seconds from the recording's start; null when nothing is stored.</summary>
    public TimeRange? Extent => Coverage.Count == 0 ? null
        : new TimeRange(Coverage.Min(span => span.Range.Start), Coverage.Max(span => span.Range.End));

    /// <summary>Stretches inside the extent in which no channel has signal.</summary>
    public IReadOnlyList<TimeRange> Gaps
    {
        get
        {
            var gaps = new List<TimeRange>();
            var end = Seconds.MaxValue;
            foreach (var span in Coverage.OrderBy(span => span.Range.Start))
            {
                if (end != Seconds.MaxValue && span.Range.Start > end + span.Tolerance) gaps.Add(new TimeRange(end, span.Range.Start));
                end = end == Seconds.MaxValue ? span.Range.End : Seconds.Max(end, span.Range.End);
            }

            return gaps;
        }
    }
}

/// <summary>A stretch of one channel group that is stored without a gap.</summary>
/// <param name="Group">The channel group.</param>
/// <param name="Range">The stretch.</param>
/// <param name="Tolerance">Half a sample: blocks nearer than that touch.</param>
/// <param name="Bytes">Bytes of its compressed samples.</param>
public readonly record struct CoverageSpan(int Group, TimeRange Range, Seconds Tolerance, long Bytes);

/// <summary>A recording of this name exists and is another one.</summary>
public sealed class RecordingConflictException(string message) : Exception(message);
