using System.Buffers;
using System.Text.Json;
using Berger.Formats.Npy;
using Berger.Signals;

namespace Berger.Recordings.Devices;

/// <summary>Writes a chunk as the body of <c>POST /ingest</c>.</summary>
internal sealed class ChunkEncoder(Recording recording, ChunkEncoding encoding)
{
    private const string Path = "ingest";

    public (string Path, string MediaType, ReadOnlyMemory<byte> Body) Encode(int group, SignalBlock block)
    {
        var body = new ArrayBufferWriter<byte>(256 + block.ChannelCount * block.SampleCount * (encoding == ChunkEncoding.Npy ? sizeof(short) : 20));
        if (encoding == ChunkEncoding.Json)
        {
            WriteJson(body, group, block);
            return (Path, "application/json", body.WrittenMemory);
        }

        WriteNpy(body, block);
        string query = $"?patient_id={Escape(recording.Key.SubjectId)}&recording_id={Escape(recording.Key.RecordingId)}&start_sec={block.Start}";
        if (recording.Groups.Count > 1) query += "&channels=" + string.Join(',', NamesOf(group).Select(Escape));
        return (Path + query, NpyHeader.MediaType, body.WrittenMemory);
    }

    /// <summary>
    /// The same samples as the server may hold them: counts that it was sent as physical values, or physical values that
    /// it found to be counts. Null when there is no such form.
    /// </summary>
    public SignalBlock? InOtherForm(int group, SignalBlock block)
    {
        var channels = recording.Groups[group].Channels;
        if (block.IsDigital)
        {
            double[] values = new double[block.Digital.Length];
            for (int row = 0; row < block.ChannelCount; row++)
                block.CopyPhysical(row, 0, recording.Channels[channels[row]].Calibration, values.AsSpan(row * block.SampleCount, block.SampleCount));
            return SignalBlock.OfPhysical(block.Start, block.Rate, block.ChannelCount, values);
        }

        int[] counts = new int[block.Physical.Length];
        for (int i = 0; i < counts.Length; i++)
            if (recording.Channels[channels[i / block.SampleCount]].Calibration is not { } line || !line.TryToDigital(block.Physical[i], out counts[i])) return null;
        return SignalBlock.OfDigital(block.Start, block.Rate, block.ChannelCount, counts);
    }

    private static void WriteNpy(IBufferWriter<byte> body, SignalBlock block)
    {
        if (block.IsDigital)
        {
            short[] counts = new short[block.Digital.Length];
            if (TryNarrow(block.Digital, counts)) NpyHeader.WriteArray<short>(body, block.ChannelCount, counts);
            else NpyHeader.WriteArray(body, block.ChannelCount, block.Digital);
            return;
        }

        float[] values = new float[block.Physical.Length];
        if (TryNarrow(block.Physical, values)) NpyHeader.WriteArray<float>(body, block.ChannelCount, values);
        else NpyHeader.WriteArray(body, block.ChannelCount, block.Physical);
    }

    private static bool TryNarrow(ReadOnlySpan<int> counts, Span<short> destination)
    {
        for (int i = 0; i < counts.Length; i++)
        {
            destination[i] = (short)counts[i];
            if (destination[i] != counts[i]) return false;
        }

        return true;
    }

    private static bool TryNarrow(ReadOnlySpan<double> values, Span<float> destination)
    {
        for (int i = 0; i < values.Length; i++)
        {
            destination[i] = (float)values[i];
            // By bits: a NaN must keep its own, and zero its sign.
            if (BitConverter.DoubleToInt64Bits(destination[i]) != BitConverter.DoubleToInt64Bits(values[i])) return false;
        }

        return true;
    }

    private void WriteJson(IBufferWriter<byte> body, int group, SignalBlock block)
    {
        using var json = new Utf8JsonWriter(body);
        json.WriteStartObject();
        json.WriteString("patient_id", recording.Key.SubjectId);
        json.WriteString("recording_id", recording.Key.RecordingId);
        json.WriteNumber("sampling_rate", block.Rate.Hertz);
        json.WritePropertyName("start_sec");
        json.WriteRawValue(block.Start.ToString());
        json.WritePropertyName("end_sec");
        json.WriteRawValue(block.End.ToString());
        json.WriteStartArray("channels");
        foreach (string name in NamesOf(group)) json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteStartArray("samples");
        double[] values = ArrayPool<double>.Shared.Rent(block.SampleCount);
        for (int row = 0; row < block.ChannelCount; row++)
        {
            var samples = values.AsSpan(0, block.SampleCount);
            block.CopyPhysical(row, 0, recording.Channels[recording.Groups[group].Channels[row]].Calibration, samples);
            WriteRow(json, samples);
        }

        ArrayPool<double>.Shared.Return(values);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteRow(Utf8JsonWriter json, ReadOnlySpan<double> samples)
    {
        json.WriteStartArray();
        foreach (double sample in samples)
        {
            if (double.IsFinite(sample)) json.WriteNumberValue(sample);
            else json.WriteNullValue();
        }

        json.WriteEndArray();
    }

    private IEnumerable<string> NamesOf(int group) => recording.Groups[group].Channels.Select(channel => recording.ChannelNames[channel]);

    private static string Escape(string text) => Uri.EscapeDataString(text);
}
