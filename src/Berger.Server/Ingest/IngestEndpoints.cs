using System.Buffers;
using System.IO.Pipelines;
using Berger.Formats.Npy;
using Berger.Recordings.Ingest;
using Berger.Server.Query;
using Berger.Signals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.OpenApi;

namespace Berger.Server.Ingest;

/// <summary><c>POST /ingest</c>: one chunk, durable before it is answered.</summary>
public static class IngestEndpoints
{
    /// <summary>The largest body, in bytes.</summary>
    public const int MaximumBody = 32 << 20;

    public static void MapIngest(this IEndpointRouteBuilder routes) => routes.MapPost("/ingest", IngestAsync)
        .WithTags("Recordings")
        .WithSummary("Store one chunk; 201 when it is durable, 200 when it was stored before")
        .Accepts<object>("application/json", NpyHeader.MediaType)
        .WithQuery(
            new("patient_id", "The subject's id; for arrays only, as all of these: JSON says it in the body"),
            new("recording_id", "The recording's id"),
            new("start_sec", "Time of the first sample, in seconds from the recording's start", JsonSchemaType.Number),
            new("end_sec", "Time after the last sample", JsonSchemaType.Number),
            new("channels", "Names of the rows, where the recording has channels of several sampling rates"));

    private static async Task<Results<Created<ReceiptDocument>, Ok<ReceiptDocument>>> IngestAsync(
        HttpContext context, Ingestion ingestion, CancellationToken cancellation)
    {
        var receipt = await ingestion.IngestAsync(await ReadAsync(context.Request, cancellation), cancellation);
        var document = new ReceiptDocument(receipt.LogId, receipt.Checksum, receipt.NumSamples, receipt.IsDuplicate);
        return receipt.IsDuplicate ? TypedResults.Ok(document) : TypedResults.Created((string?)null, document);
    }

    private static async Task<IncomingChunk> ReadAsync(HttpRequest request, CancellationToken cancellation)
    {
        string type = request.ContentType?.Split(';')[0].Trim() ?? "";
        bool isNpy = type == NpyHeader.MediaType;
        if (!isNpy && type != "application/json")
        {
            throw new IngestException(IngestError.Malformed, "Content-Type", type,
                $"Send a chunk as application/json or as {NpyHeader.MediaType}.");
        }

        var body = await ReadWholeAsync(request.BodyReader, cancellation);
        try
        {
            return isNpy ? ReadNpy(request.Query, body) : IngestJson.Read(body);
        }
        finally
        {
            request.BodyReader.AdvanceTo(body.End);
        }
    }

    private static async Task<ReadOnlySequence<byte>> ReadWholeAsync(PipeReader reader, CancellationToken cancellation)
    {
        for (; ; )
        {
            var result = await reader.ReadAsync(cancellation);
            if (result.IsCompleted) return result.Buffer;
            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static IncomingChunk ReadNpy(IQueryCollection query, ReadOnlySequence<byte> body)
    {
        byte[] whole = body.ToArray();
        try
        {
            var matrix = NpyMatrix.Read(whole);
            if (matrix.Count > ChunkValidator.MaximumValues)
                throw new IngestException(IngestError.TooLarge, "body", null, $"A chunk may hold {ChunkValidator.MaximumValues:N0} samples. Send shorter chunks.");
            return new IncomingChunk(
                new RecordingKey(query.Text("patient_id"), query.Text("recording_id")),
                query.Number("start_sec"),
                query.OptionalNumber("end_sec"),
                query.OptionalNumber("sampling_rate"),
                query.Names("channels"),
                ReadSamples(matrix));
        }
        catch (NpyException error)
        {
            throw new IngestException(IngestError.Malformed, error.Field, null, error.Message);
        }
        catch (QueryParameterException error)
        {
            throw new IngestException(IngestError.Malformed, error.Parameter, error.Value, error.Message);
        }
    }

    private static IncomingSamples ReadSamples(NpyMatrix matrix)
    {
        if (matrix.IsInteger)
        {
            var counts = new int[matrix.Count];
            matrix.CopyTo(counts);
            return new IncomingSamples(matrix.Rows, counts, null);
        }

        var values = new double[matrix.Count];
        matrix.CopyTo(values);
        return new IncomingSamples(matrix.Rows, null, values, matrix.Header.Type == NpyType.Float32);
    }
}

/// <summary>The answer to a chunk.</summary>
/// <param name="LogId">Its line in the ingestion log.</param>
/// <param name="Checksum">The checksum of its canonical samples.</param>
/// <param name="NumSamples">Samples of all channels together.</param>
/// <param name="Duplicate">Whether the same chunk was stored before.</param>
public sealed record ReceiptDocument(long LogId, string Checksum, long NumSamples, bool Duplicate);
