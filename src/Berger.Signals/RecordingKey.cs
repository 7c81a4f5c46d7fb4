namespace Berger.Signals;

/// <summary>What names a recording: its subject (<c>patient_id</c> on the wire) and its own id, unique within the subject.</summary>
public readonly record struct RecordingKey(string SubjectId, string RecordingId)
{
    public override string ToString() => $"{SubjectId}/{RecordingId}";
}
