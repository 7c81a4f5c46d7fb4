using Berger.Recordings.Audit;
using Berger.Signals;

namespace Berger.Recordings.Catalog;

/// <summary>Tells whether a second declaration says the same as the first.</summary>
public static class RecordingComparison
{
    /// <exception cref="RecordingConflictException">The declarations differ; the message says in what.</exception>
    public static void EnsureSame(Recording stored, Recording declared)
    {
        string? difference = FindDifference(stored, declared);
        if (difference is not null)
        {
            throw new RecordingConflictException(
                $"Recording {stored.Key} is already declared with {difference}. A declared recording does not change: choose another recording_id.");
        }
    }

    private static string? FindDifference(Recording stored, Recording declared)
    {
        if (ToMicroseconds(stored.StartTime) != ToMicroseconds(declared.StartTime)) return $"start_time {stored.StartTime?.ToString("O") ?? "null"}, not {declared.StartTime?.ToString("O") ?? "null"}";
        if (stored.Channels.Count != declared.Channels.Count) return $"{stored.Channels.Count} channels, not {declared.Channels.Count}";
        for (int i = 0; i < stored.Channels.Count; i++)
        {
            if (stored.Channels[i] != declared.Channels[i]) return $"channel {i} as {stored.Channels[i]}, not {declared.Channels[i]}";
        }

        return null;
    }

    private static DateTimeOffset? ToMicroseconds(DateTimeOffset? time) => time is { } known ? LogEntry.Truncate(known) : null;
}
