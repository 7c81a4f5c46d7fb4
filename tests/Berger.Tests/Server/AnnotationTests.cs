using System.Net;
using System.Text.Json;

namespace Berger.Tests.Server;

/// <summary>Annotations are added and superseded, never erased.</summary>
[Collection(RunningProgram.Name)]
public sealed class AnnotationTests(RunningServer server) : IClassFixture<RunningServer>
{
    private readonly string id = Guid.NewGuid().ToString("N");

    private string Path => $"/annotations?patient_id=p&recording_id={id}";

    [Fact]
    public async Task Annotations_Added_AreListedByOnset_AndSupersededOnesNot()
    {
        await DeclareAsync();
        var added = (await AddAsync(One(20, 5, "artefact <b>&"), One(10, null, "seizure", author: "Dr. Müller"))).Expect(HttpStatusCode.Created).Json;
        Assert.Equal(2, (await server.Client.GetJsonAsync(Path)).GetArrayLength());
        long first = added[1].GetProperty("id").GetInt64();
        (await AddAsync(One(11, 40, "seizure", supersedes: first))).Expect(HttpStatusCode.Created);

        var listed = (await server.Client.GetJsonAsync(Path)).EnumerateArray().ToArray();
        Assert.Equal([(11, "seizure"), (20, "artefact <b>&")], listed.Select(a => (a.GetProperty("onset").GetDouble(), a.GetProperty("text").GetString())));
        Assert.Equal(first, listed[0].GetProperty("supersedes").GetInt64());
        Assert.Equal(2, (await server.Client.GetJsonAsync(Path + "&start=15&end=21")).GetArrayLength());
        Assert.Single((await server.Client.GetJsonAsync(Path + "&start=26&end=51")).EnumerateArray());
        (await AddAsync(One(12, 40, "seizure", supersedes: first))).ExpectProblem(409, "supersedes");
    }

    [Fact]
    public async Task SameAnnotation_Twice_IsThereOnce()
    {
        await DeclareAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AddAsync(One(3, 4, "seizure"))));
        Assert.All(answers, a => a.Expect(HttpStatusCode.Created));
        Assert.Single((await server.Client.GetJsonAsync(Path)).EnumerateArray());
    }

    [Theory]
    [InlineData("""{"text":"x"}""", 422, "onset")]
    [InlineData("""{"onset":1}""", 422, "text")]
    [InlineData("""{"onset":1,"text":""}""", 422, "text")]
    [InlineData("""{"onset":1,"text":"a\u0000"}""", 422, "text")]
    [InlineData("""{"onset":1e12,"text":"x"}""", 422, "onset")]
    [InlineData("""{"onset":1,"duration":-1,"text":"x"}""", 422, "duration")]
    [InlineData("""{"onset":1,"text":"x","channels":["none"]}""", 422, "channels")]
    [InlineData("""{"onset":"soon","text":"x"}""", 400, "onset")]
    [InlineData("""{"onset":1,"text":"x","channels":[5]}""", 400, "channels[0]")]
    public async Task Annotation_ThatIsWrong_IsRefusedWithItsNeighbours(string json, int status, string field)
    {
        await DeclareAsync();
        string wrong = $$"""{"patient_id":"p","recording_id":"{{id}}",{{json[1..]}}""";
        (await server.Client.PostAsync("/annotations", wrong)).ExpectProblem(status, field);
        (await server.Client.PostAsync("/annotations", $"[{JsonSerializer.Serialize(One(1, 1, "right"))},{wrong}]")).ExpectProblem(status, null);
        Assert.Empty((await server.Client.GetJsonAsync(Path)).EnumerateArray());
    }

    [Theory]
    [InlineData("null", 400)]
    [InlineData("[null]", 400)]
    [InlineData("7", 400)]
    [InlineData("{", 400)]
    [InlineData("[]", 201)]
    [InlineData("""{"patient_id":"p","recording_id":"none","onset":1,"text":"x"}""", 404)]
    [InlineData("""[{"patient_id":"p","recording_id":"a","onset":1,"text":"x"},{"patient_id":"p","recording_id":"b","onset":1,"text":"x"}]""", 422)]
    public async Task Body_OfAnotherShape_IsAnsweredAsWhatItIs(string json, int status)
    {
        var answer = await server.Client.PostAsync("/annotations", json);
        if (status == 201) answer.Expect(HttpStatusCode.Created);
        else answer.ExpectProblem(status, null);
    }

    private object One(double onset, double? duration, string text, string author = "", long? supersedes = null) =>
        new { patient_id = "p", recording_id = id, onset, duration, text, author, supersedes };

    private Task<Answer> AddAsync(params object[] annotations) => server.Client.PostAsync("/annotations", JsonSerializer.Serialize(annotations));

    private async Task DeclareAsync() => (await server.Client.IngestAsync(Wire.Recording(id))).Expect(HttpStatusCode.Created);
}
