using System.Text.Json;
using Berger.Signals;

namespace Berger.Recordings.Devices;

/// <summary>What a device says beside chunks, as JSON.</summary>
internal static class DeviceMessages
{
    private static readonly JsonSerializerOptions Wire = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The body of <c>POST /recordings</c>.</summary>
    public static byte[] Declaration(Recording recording) => JsonSerializer.SerializeToUtf8Bytes(
        new
        {
            PatientId = recording.Key.SubjectId,
            recording.Key.RecordingId,
            recording.StartTime,
            Channels = recording.Channels.Select(c => new
            {
                c.Label,
                c.Unit,
                SamplingRate = c.Rate.Hertz,
                PhysicalMin = c.Calibration?.PhysicalMinimum,
                PhysicalMax = c.Calibration?.PhysicalMaximum,
                DigitalMin = c.Calibration?.DigitalMinimum,
                DigitalMax = c.Calibration?.DigitalMaximum,
                c.Transducer,
                c.Prefiltering,
            }),
        },
        Wire);

    /// <summary>The body of <c>POST /annotations</c>.</summary>
    public static byte[] Annotations(RecordingKey key, IEnumerable<Annotation> annotations, DeviceOptions options) => JsonSerializer.SerializeToUtf8Bytes(
        annotations.Select(a => new
        {
            PatientId = key.SubjectId,
            key.RecordingId,
            Onset = a.Onset.ToDouble(),
            Duration = a.Duration?.ToDouble(),
            a.Text,
            a.Channels,
            options.Author,
            options.Origin,
        }),
        Wire);

    /// <summary>The path that marks a recording complete.</summary>
    public static string CompletionPath(RecordingKey key) =>
        $"recordings/complete?patient_id={Uri.EscapeDataString(key.SubjectId)}&recording_id={Uri.EscapeDataString(key.RecordingId)}";

    /// <summary>Reads the answer to a chunk.</summary>
    /// <exception cref="DeviceRefusedException">It is none.</exception>
    public static ChunkAcknowledgement Acknowledgement(ChunkId chunk, byte[] answer)
    {
        try
        {
            var body = JsonSerializer.Deserialize<Answer>(answer, Wire);
            if (body is { Checksum: { } checksum, LogId.ValueKind: JsonValueKind.String or JsonValueKind.Number })
                return new(chunk, body.LogId.ToString(), checksum, body.Duplicate);
        }
        catch (JsonException)
        {
            // Reported below: the body is no acknowledgement.
        }

        throw new DeviceRefusedException(new(chunk.ToString(), null, "the answer has no log_id and checksum; the address is no Berger server's."));
    }

    private sealed record Answer(JsonElement LogId, string? Checksum, bool Duplicate);
}
