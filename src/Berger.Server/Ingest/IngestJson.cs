using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Berger.Recordings.Ingest;
using Berger.Signals;

namespace Berger.Server.Ingest;

/// <summary>Reads the JSON body of <c>POST /ingest</c> straight into arrays; every refusal names the field and what stood there.</summary>
internal ref struct IngestJson
{
    private Utf8JsonReader reader;
    private string? patientId;
    private string? recordingId;
    private double? samplingRate;
    private double? start;
    private double? end;
    private List<string>? channels;
    private IncomingSamples? samples;

    private IngestJson(ReadOnlySequence<byte> body) => reader = new Utf8JsonReader(body);

    /// <exception cref="IngestException">Not such a chunk.</exception>
    public static IncomingChunk Read(ReadOnlySequence<byte> body)
    {
        var json = new IngestJson(body);
        try
        {
            return json.ReadChunk();
        }
        catch (JsonException error)
        {
            throw new IngestException(IngestError.Malformed, "body", null,
                $"The body is not JSON: line {error.LineNumber + 1}, byte {error.BytePositionInLine}. {error.Message.Split(" LineNumber")[0]}");
        }
    }

    private IncomingChunk ReadChunk()
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) throw Unexpected("body", "an object");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName) ReadField(GetText("body"));
        reader.Read();
        return new IncomingChunk(
            new RecordingKey(patientId ?? throw Missing("patient_id"), recordingId ?? throw Missing("recording_id")),
            start ?? throw Missing("start_sec"),
            end,
            samplingRate ?? throw Missing("sampling_rate"),
            channels ?? throw Missing("channels"),
            samples ?? throw Missing("samples"));
    }

    private void ReadField(string name)
    {
        reader.Read();
        switch (name)
        {
            case "patient_id": patientId = ReadText(name); break;
            case "recording_id": recordingId = ReadText(name); break;
            case "sampling_rate": samplingRate = ReadNumber(name); break;
            case "start_sec": start = ReadNumber(name); break;
            case "end_sec": end = ReadNumber(name); break;
            case "channels": channels = ReadTexts(name); break;
            case "samples": samples = ReadSamples(name); break;
            default: reader.Skip(); break;
        }
    }

    private readonly string ReadText(string field) =>
        reader.TokenType == JsonTokenType.String ? GetText(field) : throw Unexpected(field, "a text");

    private readonly string GetText(string field)
    {
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new IngestException(IngestError.Malformed, field, null, $"{field} holds a text that is not valid UTF-8, or half of a surrogate pair. Send whole characters.");
        }
    }

    private readonly double ReadNumber(string field) =>
        reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : throw Unexpected(field, "a number");

    private List<string> ReadTexts(string field)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Unexpected(field, "an array of texts");
        var texts = new List<string>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            texts.Add(ReadText($"{field}[{texts.Count}]"));
            if (texts.Count > ChunkValidator.MaximumChannels)
                throw new IngestException(IngestError.TooLarge, field, null, $"A recording has at most {ChunkValidator.MaximumChannels} channels.");
        }

        return texts;
    }

    private IncomingSamples ReadSamples(string field)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Unexpected(field, "an array of one array for each channel");
        var values = new List<double>(8192);
        int rows = 0, length = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; rows++)
        {
            int before = values.Count;
            ReadRow(field, rows, values);
            if (rows > 0 && values.Count - before != length)
            {
                throw new IngestException(IngestError.Unprocessable, $"{field}[{rows}]", $"{values.Count - before} samples",
                    $"Channel {rows} has {values.Count - before} samples and channel 0 has {length}. All channels of a chunk have equally many.");
            }

            length = values.Count - before;
        }

        return new IncomingSamples(rows, null, [.. values]);
    }

    private void ReadRow(string field, int row, List<double> values)
    {
        if (reader.TokenType != JsonTokenType.StartArray) throw Unexpected($"{field}[{row}]", "an array of numbers");
        int first = values.Count;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType != JsonTokenType.Number) throw Unexpected($"{field}[{row}][{values.Count - first}]", "a number");
            values.Add(reader.GetDouble());
            if (values.Count > ChunkValidator.MaximumValues)
                throw new IngestException(IngestError.TooLarge, field, null, $"A chunk may hold {ChunkValidator.MaximumValues:N0} samples. Send shorter chunks.");
        }
    }

    private static IngestException Missing(string field) =>
        new(IngestError.Malformed, field, null, $"The chunk has no {field}. Send patient_id, recording_id, sampling_rate, start_sec, channels and samples.");

    private readonly IngestException Unexpected(string field, string wanted)
    {
        string seen = reader.TokenType switch
        {
            JsonTokenType.String => $"\"{Shorten(GetText(field))}\"",
            JsonTokenType.Number => Shorten(Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan)),
            JsonTokenType.StartObject => "an object",
            JsonTokenType.StartArray => "an array",
            JsonTokenType.None => "nothing",
            var token => token.ToString().ToLower(CultureInfo.InvariantCulture),
        };
        return new IngestException(IngestError.Malformed, field, seen, $"{field} must be {wanted}, not {seen}.");
    }

    private static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
