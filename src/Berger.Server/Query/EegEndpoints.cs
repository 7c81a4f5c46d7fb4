using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Berger.Formats.Npy;
using Berger.Recordings.Query;
using Berger.Signals;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace Berger.Server.Query;

/// <summary><c>GET /eeg</c>: a window, as JSON, NPY, CSV or EDF.</summary>
public static class EegEndpoints
{
    /// <summary>The most min/max points of one channel.</summary>
    private const int MaximumPoints = 100_000;

    public static void MapEeg(this IEndpointRouteBuilder routes) => routes.MapGet("/eeg", GetAsync)
        .WithTags("Recordings")
        .WithSummary("A window: JSON, application/x-npy, text/csv or application/edf by Accept; min/max columns with max_points")
        .WithQuery(
            QueryParameter.Patient,
            QueryParameter.Recording,
            new("start", "First second, from the recording's start", JsonSchemaType.Number, IsRequired: true),
            new("end", "Last second, itself not included", JsonSchemaType.Number, IsRequired: true),
            new("channels", "Channel names, separated by commas or repeated; all unless given"),
            new("max_points", "Answer a window of more samples with so many minima and maxima", JsonSchemaType.Integer));

    private static async Task GetAsync(HttpContext context, SignalQuery signals, CancellationToken cancellation)
    {
        var query = context.Request.Query;
        var request = ReadRequest(query);
        var format = SliceFormat.Choose(context.Request.Headers.Accept);
        int? points = ReadPoints(query);
        if (points is { } wanted && wanted < await LongestRowAsync(signals, request, cancellation))
        {
            var (slice, columns) = await signals.ReadColumnsAsync(request, Math.Max(1, wanted / 2), cancellation);
            if (AnswerUnchanged(context, slice)) return;
            await MinMaxWriter.WriteAsync(context.Response, format, slice, columns, cancellation);
            return;
        }

        var whole = await signals.ReadAsync(request, cancellation);
        if (AnswerUnchanged(context, whole)) return;
        await format.WriteAsync(context, whole, cancellation);
    }

    private static async Task<long> LongestRowAsync(SignalQuery signals, SliceRequest request, CancellationToken cancellation)
    {
        var rates = await signals.ReadRatesAsync(request, cancellation);
        return rates.Count > 1 ? long.MaxValue : rates.Max(rate => rate.CountIn(request.Range.Duration).Value);
    }

    private static SliceRequest ReadRequest(IQueryCollection query)
    {
        var key = new RecordingKey(query.Text("patient_id"), query.Text("recording_id"));
        _ = query.Text("start");
        _ = query.Text("end");
        Seconds start = query.OptionalSeconds("start")!.Value, end = query.OptionalSeconds("end")!.Value;
        if (end <= start) throw new QueryParameterException("end", query["end"], $"end must be greater than start, which is {start}.");
        foreach (string later in (string[])["montage", "highpass", "lowpass", "notch"])
        {
            if (query.ContainsKey(later))
                throw new QueryParameterException(later, query[later], $"This server gives signal as recorded; {later} is not available. Leave it out.");
        }

        return new SliceRequest(key, new TimeRange(start, end), query.Names("channels"));
    }

    private static int? ReadPoints(IQueryCollection query) => query.OptionalNumber("max_points") switch
    {
        null => null,
        >= 2 and <= MaximumPoints and var points when points % 1 == 0 => (int)points,
        _ => throw new QueryParameterException("max_points", query["max_points"], $"max_points must be a whole number from 2 to {MaximumPoints}."),
    };

    /// <summary>Sets the validators; answers 304 when the client has this very window.</summary>
    private static bool AnswerUnchanged(HttpContext context, SignalSlice slice)
    {
        var response = context.Response;
        response.Headers.Vary = HeaderNames.Accept;
        if (!slice.IsWhole)
        {
            response.Headers.CacheControl = "no-cache";
            return false;
        }

        string tag = $"\"{Hash(context.Request, slice)}\"";
        response.Headers.ETag = tag;
        response.Headers.CacheControl = "private, max-age=31536000, immutable";
        if (!context.Request.Headers.IfNoneMatch.ToString().Contains(tag, StringComparison.Ordinal)) return false;
        response.StatusCode = StatusCodes.Status304NotModified;
        return true;
    }

    /// <summary>A whole window never changes, so what was asked of which recording identifies the answer.</summary>
    private static string Hash(HttpRequest request, SignalSlice slice)
    {
        string text = string.Create(CultureInfo.InvariantCulture,
            $"{slice.Recording.Id} {slice.Recording.CreatedAt:O} {request.Headers.Accept} {request.QueryString.Value}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
    }
}

/// <summary>One representation of a window.</summary>
/// <param name="MediaType">Its media type.</param>
/// <param name="WriteAsync">Writes a slice in it.</param>
internal sealed record SliceFormat(string MediaType, Func<HttpContext, SignalSlice, CancellationToken, Task> WriteAsync)
{
    private static readonly SliceFormat Json = new("application/json", (context, slice, cancellation) => JsonSliceWriter.WriteAsync(context.Response, slice, cancellation));

    private static readonly SliceFormat[] All =
    [
        Json,
        new(NpyHeader.MediaType, (context, slice, cancellation) => NpySliceWriter.WriteAsync(context.Response, slice, cancellation)),
        new(CsvSlice.MediaType, WriteCsvAsync),
        new(EdfAnswer.MediaType, EdfAnswer.WriteAsync),
    ];

    private static async Task WriteCsvAsync(HttpContext context, SignalSlice slice, CancellationToken cancellation)
    {
        var response = context.Response;
        response.ContentType = $"{CsvSlice.MediaType}; charset=utf-8";
        await using var writer = new StreamWriter(response.Body, new UTF8Encoding(false), bufferSize: 1 << 16);
        await CsvSlice.WriteAsync(writer, slice, cancellation);
    }

    /// <summary>The most wanted representation that there is; JSON when the client does not care.</summary>
    /// <exception cref="QueryParameterException">None of those wanted.</exception>
    public static SliceFormat Choose(Microsoft.Extensions.Primitives.StringValues accept)
    {
        if (Microsoft.Extensions.Primitives.StringValues.IsNullOrEmpty(accept)) return Json;
        if (!MediaTypeHeaderValue.TryParseList(accept, out var wanted)) wanted = [];
        var refused = wanted.Where(type => type.Quality == 0).ToList();
        foreach (var type in wanted.Except(refused).OrderByDescending(type => type.Quality ?? 1))
        {
            if (All.FirstOrDefault(format => format.IsOneOf(type) && !refused.Exists(format.IsOneOf)) is { } format) return format;
        }

        throw new QueryParameterException("Accept", accept, $"A window comes as {string.Join(", ", All.Select(format => format.MediaType))}.");
    }

    private bool IsOneOf(MediaTypeHeaderValue wanted) => new MediaTypeHeaderValue(MediaType).IsSubsetOf(wanted);
}

/// <summary>What the header fields of an array say, so that it needs no other answer to be understood.</summary>
internal static class SliceHeaders
{
    public static void Set(HttpResponse response, SignalSlice slice, double samplingRate, Seconds start, string layout)
    {
        var headers = response.Headers;
        headers["X-Berger-Channels"] = JsonSerializer.Serialize(slice.Channels.Select((_, row) => slice.NameOf(row)));
        headers["X-Berger-Sampling-Rate"] = samplingRate.ToString("R", CultureInfo.InvariantCulture);
        headers["X-Berger-Start"] = start.ToString();
        headers["X-Berger-Layout"] = layout;
    }
}
