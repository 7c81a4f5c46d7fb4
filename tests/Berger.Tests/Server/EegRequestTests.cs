using System.Net;
using Berger.Formats.Npy;

namespace Berger.Tests.Server;

/// <summary>How windows are asked for: negotiation, caching, and what is refused.</summary>
[Collection(RunningProgram.Name)]
public sealed class EegRequestTests(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly string id = Guid.NewGuid().ToString("N");

    [Theory]
    [InlineData("&start=0&end=1", 400, "recording_id", null)]
    [InlineData("&recording_id=ID&end=1", 400, "start", null)]
    [InlineData("&recording_id=ID&start=0", 400, "end", null)]
    [InlineData("&recording_id=ID&start=zero&end=1", 400, "start", "zero")]
    [InlineData("&recording_id=ID&start=NaN&end=1", 400, "start", "NaN")]
    [InlineData("&recording_id=ID&start=0&end=1e30", 400, "end", "1e30")]
    [InlineData("&recording_id=ID&start=1&end=1", 400, "end", "1")]
    [InlineData("&recording_id=ID&start=2&end=1", 400, "end", "1")]
    [InlineData("&recording_id=ID&start=0&end=1&max_points=1", 400, "max_points", "1")]
    [InlineData("&recording_id=ID&start=0&end=1&max_points=2.5", 400, "max_points", "2.5")]
    [InlineData("&recording_id=ID&start=0&end=1&max_points=1000000", 400, "max_points", "1000000")]
    [InlineData("&recording_id=ID&start=0&end=1&highpass=1", 400, "highpass", "1")]
    [InlineData("&recording_id=none&start=0&end=1", 404, "recording_id", null)]
    [InlineData("&recording_id=ID&start=0&end=1&channels=Fp1", 422, "channels", null)]
    [InlineData("&recording_id=ID&start=0&end=8999999999", 422, "end", null)]
    public async Task Request_ThatIsWrong_IsRefusedInEveryRepresentation(string query, int status, string field, string? value)
    {
        await SendAsync(0);
        foreach (string accept in (string[])["application/json", NpyHeader.MediaType, "text/csv", "application/edf"])
            (await server.Client.GetAsync("/eeg?patient_id=p" + query.Replace("ID", id, StringComparison.Ordinal), accept)).ExpectProblem(status, field, value);
    }

    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("application/*", "application/json")]
    [InlineData("text/*", "text/csv")]
    [InlineData("image/png, application/x-npy;q=0.5", "application/x-npy")]
    [InlineData("application/json;q=0.1, text/csv;q=0.9", "text/csv")]
    [InlineData("application/edf", "application/edf")]
    [InlineData("application/json;q=0, */*", "application/x-npy")]
    public async Task Accept_ChoosesTheRepresentation(string? accept, string mediaType)
    {
        await SendAsync(0);
        var answer = (await server.Client.GetAsync(Wire.Eeg(id, 0, 1), accept)).Expect(HttpStatusCode.OK);
        Assert.Equal(mediaType, answer.MediaType);
        Assert.Equal("Accept", answer.Header("Vary"));
    }

    [Theory]
    [InlineData("image/png")]
    [InlineData("text/html, image/*")]
    public async Task Accept_OfNothingThatThereIs_Is406(string accept)
    {
        await SendAsync(0);
        (await server.Client.GetAsync(Wire.Eeg(id, 0, 1), accept)).ExpectProblem(406, "Accept", accept);
        (await server.Client.GetAsync(Wire.Eeg(id, 0, 100, "&max_points=2"), "text/csv")).ExpectProblem(406, "Accept", "text/csv");
    }

    [Fact]
    public async Task WholeWindow_CarriesAnETagThatNeverChanges_AndIsNotSentTwice()
    {
        await SendAsync(0);
        await SendAsync(1);
        foreach (string more in (string[])["", "&max_points=2", "&channels=b"])
        {
            var first = await server.Client.GetAsync(Wire.Eeg(id, 0.5, 1.5, more), NpyHeader.MediaType);
            string tag = first.Header("ETag")!;
            Assert.Contains("immutable", first.Header("Cache-Control"));
            var second = await server.Client.GetAsync(Wire.Eeg(id, 0.5, 1.5, more), NpyHeader.MediaType, tag);
            Assert.Equal((HttpStatusCode.NotModified, 0), (second.Status, second.Body.Length));
            Assert.Equal(HttpStatusCode.NotModified, (await server.Client.GetAsync(Wire.Eeg(id, 0.5, 1.5, more), NpyHeader.MediaType, $"\"other\", W/{tag}")).Status);
            Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync(Wire.Eeg(id, 0.5, 1.5, more), "application/json", tag)).Status);
        }
    }

    [Fact]
    public async Task WindowThatIsNotWhole_IsNotKeptByCaches_UntilItIs()
    {
        await SendAsync(0);
        await SendAsync(2);
        foreach (string more in (string[])["", "&max_points=2"])
        {
            foreach (var (start, end) in new[] { (0.0, 3.0), (0, 1.5), (-1, 1), (2, 9) })
            {
                var answer = await server.Client.GetAsync(Wire.Eeg(id, start, end, more), NpyHeader.MediaType, "\"any\"");
                Assert.Equal(("no-cache", null), (answer.Expect(HttpStatusCode.OK).Header("Cache-Control"), answer.Header("ETag")));
            }
        }

        await SendAsync(1);
        Assert.Contains("immutable", (await server.Client.GetAsync(Wire.Eeg(id, 0, 3), NpyHeader.MediaType)).Header("Cache-Control"));
    }

    [Fact]
    public async Task ArrayHeaders_SayWhatTheArrayIs()
    {
        await SendAsync(0);
        var samples = await server.Client.GetAsync(Wire.Eeg(id, 0, 1, "&channels=b,a"), NpyHeader.MediaType);
        Assert.Equal(("""["b","a"]""", "4", "0", "samples"), (samples.Header("X-Berger-Channels"), samples.Header("X-Berger-Sampling-Rate"), samples.Header("X-Berger-Start"), samples.Header("X-Berger-Layout")));
        var columns = await server.Client.GetAsync(Wire.Eeg(id, 0, 1, "&max_points=2"), NpyHeader.MediaType);
        Assert.Equal(("1", "min-max"), (columns.Header("X-Berger-Sampling-Rate"), columns.Header("X-Berger-Layout")));
        Assert.Equal([[1, 4], [5, 8]], columns.Rows());
    }

    [Theory]
    [InlineData("/nowhere", 404)]
    [InlineData("/ingest", 405)]
    public async Task Address_ThatIsNone_SaysSo(string path, int status) => (await server.Client.GetAsync(path, null)).ExpectProblem(status, null);

    [Theory]
    [InlineData("limit=0", "limit", "0")]
    [InlineData("after=-1", "after", "-1")]
    [InlineData("limit=many", "limit", "many")]
    public async Task IngestionLog_AskedWrongly_SaysSo(string query, string field, string value) =>
        (await server.Client.GetAsync("/ingestion-log?" + query, null)).ExpectProblem(400, field, value);

    [Fact]
    public async Task Completion_OfWhatIsNot_SaysSo()
    {
        (await server.Client.PostAsync("/recordings/complete?patient_id=p", "")).ExpectProblem(400, "recording_id");
        (await server.Client.PostAsync("/recordings/complete?patient_id=p&recording_id=none", "")).ExpectProblem(404, "recording_id");
    }

    private async Task SendAsync(int second)
    {
        var answer = await server.Client.IngestAsync(Wire.Recording(id), Wire.Field("start_sec", second));
        Assert.True(answer.Status is HttpStatusCode.Created or HttpStatusCode.OK, answer.Text);
    }
}
