using Berger.Signals;

namespace Berger.Recordings.Audit;

/// <summary>The ingestion log: one line for each chunk that was ever stored, each chained to the one before by its hash.</summary>
public interface IAuditLog
{
    /// <summary>Lines of one recording (both given), of one subject, or of all, by log id, after a line and at most so many.</summary>
    Task<IReadOnlyList<LogEntry>> ReadAsync(
        string? subjectId, string? recordingId, long afterId, int limit, CancellationToken cancellation);
}
