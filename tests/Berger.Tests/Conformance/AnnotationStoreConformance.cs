using Berger.Recordings.Annotations;
using Berger.Signals;

namespace Berger.Tests.Conformance;

public abstract class AnnotationStoreConformance(Stores stores) : StoreConformance(stores)
{
    [StoreFact]
    public async Task Add_Annotations_AreReadByOnset()
    {
        var key = (await Stores.DeclareAsync()).Recording.Key;
        NewAnnotation[] added =
        [
            Given.Seizure(2996),
            new(new Annotation(Seconds.From(-1.5), Seconds.From(0.000000001), "<script>alert('脳波 🧠')</script>\n\"quoted\" µV", ["Fp1", "é,\"]["]), "Dr. Ünal", "person"),
            Given.Seizure(12, null),
            Given.Seizure(12, 0),
            new(new Annotation(Seconds.From(12.0), null, ""), "", "device"),
        ];
        var stored = await Stores.Annotations.AddAsync(key, added, default);
        var read = await Stores.Annotations.ReadAsync(key, null, default);

        Assert.Equal(added, stored.Select(s => s.Content));
        Assert.Equal([1, 2, 3, 4, 0], read.Select(r => Array.FindIndex([.. stored], s => s.Id == r.Id)));
        Assert.All(read, r => Assert.Equal(stored.Single(s => s.Id == r.Id), r));
        Assert.All(read, r => Assert.Equal((key, TimeSpan.Zero), (r.Recording, r.CreatedAt.Offset)));
    }

    [StoreFact]
    public async Task Add_Again_FindsTheFirst()
    {
        var key = (await Stores.DeclareAsync()).Recording.Key;
        NewAnnotation[] added = [Given.Seizure(1), Given.Seizure(1, null), Given.Seizure(2)];
        var first = await Stores.Annotations.AddAsync(key, added, default);
        var second = await Stores.Annotations.AddAsync(key, [added[2] with { Author = "another" }, added[0], added[1], added[0]], default);
        Assert.Equal([first[2].Id, first[0].Id, first[1].Id, first[0].Id], second.Select(s => s.Id));
        Assert.Equal(first[2], second[0]);
        Assert.Equal(3, (await Stores.Annotations.ReadAsync(key, null, default)).Count);
    }

    [StoreFact]
    public async Task Add_SameTwiceInOneCall_IsStoredOnce()
    {
        var key = (await Stores.DeclareAsync()).Recording.Key;
        var stored = await Stores.Annotations.AddAsync(key, [Given.Seizure(1), Given.Seizure(1)], default);
        Assert.Equal(stored[0], stored[1]);
        Assert.Single(await Stores.Annotations.ReadAsync(key, null, default));
    }

    [StoreFact]
    public async Task Add_AnythingButTheAuthorDifferent_IsAnotherAnnotation()
    {
        var key = (await Stores.DeclareAsync()).Recording.Key;
        var other = (await Stores.DeclareAsync()).Recording.Key;
        var first = Given.Seizure(1);
        NewAnnotation[] variations =
        [
            first,
            first with { Annotation = first.Annotation with { Onset = new Seconds(Seconds.PerSecond + 1) } },
            first with { Annotation = first.Annotation with { Duration = Seconds.Zero } },
            first with { Annotation = first.Annotation with { Duration = null } },
            first with { Annotation = first.Annotation with { Text = "Seizure" } },
            first with { Annotation = first.Annotation with { Channels = ["a"] } },
            first with { Annotation = first.Annotation with { Channels = ["a", "b"] } },
            first with { Annotation = first.Annotation with { Channels = ["b", "a"] } },
            first with { Origin = "person" },
        ];
        var stored = await Stores.Annotations.AddAsync(key, variations, default);
        var elsewhere = await Stores.Annotations.AddAsync(other, [first], default);
        Assert.Equal(variations.Length + 1, stored.Concat(elsewhere).Select(s => s.Id).Distinct().Count());
        Assert.Equal(variations.Length, (await Stores.Annotations.ReadAsync(key, null, default)).Count);
    }

    [StoreFact]
    public async Task Add_LongText_ComesBackWhole()
    {
        var key = (await Stores.DeclareAsync()).Recording.Key;
        string text = string.Concat(Enumerable.Range(0, 20_000).Select(i => (char)('!' + (i * 7919L * i % 90))));
        var added = new NewAnnotation(new Annotation(Seconds.Zero, null, text, [.. Enumerable.Range(0, 500).Select(i => $"channel {i}")]), "", "person");
        var stored = await Stores.Annotations.AddAsync(key, [added], default);
        Assert.Equal(stored[0].Id, (await Stores.Annotations.AddAsync(key, [added], default))[0].Id);
        Assert.Equal(added, (await Stores.Annotations.ReadAsync(key, null, default)).Single().Content);
    }

    [StoreFact]
    public async Task Add_ToAnUnknownRecording_IsRefused() =>
        await Assert.ThrowsAsync<AnnotationConflictException>(() => Stores.Annotations.AddAsync(new("nobody", "nothing"), [Given.Seizure(1)], default));

    [StoreFact]
    public async Task Supersede_Chain_LeavesTheLastInForce()
    {
        var key = (await Stores.DeclareAsync()).Recording.Key;
        var first = (await Stores.Annotations.AddAsync(key, [Given.Seizure(10)], default))[0];
        var second = (await Stores.Annotations.AddAsync(key, [Given.Seizure(11, 5, first.Id)], default))[0];
        var third = (await Stores.Annotations.AddAsync(key, [Given.Seizure(12, null, second.Id)], default))[0];
        Assert.Equal([third], await Stores.Annotations.ReadAsync(key, null, default));
        Assert.Equal(second.Id, third.Content.Supersedes);
        Assert.Equal(second, (await Stores.Annotations.AddAsync(key, [Given.Seizure(11, 5, first.Id)], default))[0]);
        Assert.Equal([third], await Stores.Annotations.ReadAsync(key, null, default));
    }

    [StoreFact]
    public async Task Supersede_WhatIsNotInForce_IsRefusedWithAllOfItsBatch()
    {
        var key = (await Stores.DeclareAsync()).Recording.Key;
        var elsewhere = (await Stores.DeclareAsync()).Recording.Key;
        var first = (await Stores.Annotations.AddAsync(key, [Given.Seizure(10)], default))[0];
        var second = (await Stores.Annotations.AddAsync(key, [Given.Seizure(11, 5, first.Id)], default))[0];
        var other = (await Stores.Annotations.AddAsync(elsewhere, [Given.Seizure(10)], default))[0];
        NewAnnotation[][] batches =
        [
            [Given.Seizure(1), Given.Seizure(13, supersedes: first.Id)],
            [Given.Seizure(1), Given.Seizure(13, supersedes: other.Id)],
            [Given.Seizure(1), Given.Seizure(13, supersedes: 123_456_789)],
            [Given.Seizure(1), Given.Seizure(13, supersedes: second.Id), Given.Seizure(14, supersedes: second.Id)],
        ];
        foreach (var batch in batches)
        {
            await Assert.ThrowsAsync<AnnotationConflictException>(() => Stores.Annotations.AddAsync(key, batch, default));
            Assert.Equal([second], await Stores.Annotations.ReadAsync(key, null, default));
        }
    }

    [StoreFact]
    public async Task Add_ManyAtOnce_StoresEachOnceAndSupersedesOnce()
    {
        var key = (await Stores.DeclareAsync()).Recording.Key;
        var again = await Stores.OpenAgainAsync();
        var added = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() =>
            (i % 2 == 0 ? Stores : again).Annotations.AddAsync(key, [Given.Seizure(1), Given.Seizure(2)], default))));
        Assert.Equal(2, added.SelectMany(a => a).Select(a => a.Id).Distinct().Count());

        long superseded = added[0][0].Id;
        int won = 0;
        await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(async () =>
        {
            var correction = Given.Seizure(100 + i, supersedes: superseded);
            try
            {
                await (i % 2 == 0 ? Stores : again).Annotations.AddAsync(key, [correction], default);
                Interlocked.Increment(ref won);
            }
            catch (AnnotationConflictException)
            {
                return;
            }
        })));
        Assert.Equal(1, won);
        Assert.Equal(2, (await Stores.Annotations.ReadAsync(key, null, default)).Count);
    }

    [StoreFact]
    public async Task Read_Range_GivesWhatTouchesIt()
    {
        var key = (await Stores.DeclareAsync()).Recording.Key;
        await Stores.Annotations.AddAsync(key, [Given.Seizure(-5, 2), Given.Seizure(0, 10), Given.Seizure(5, null), Given.Seizure(20, 0), Given.Seizure(30, 9e9)], default);
        (double Start, double End, double[] Expected)[] ranges =
        [
            (0, 1, [0]), (5, 6, [0, 5]), (4, 5, [0, 5]), (10, 11, [0]), (11, 20, [20]), (20, 21, [20]), (12, 19, []),
            (-4, -3.5, [-5]), (-3, -1, [-5]), (-2, -1, []), (1e6, 2e6, [30]), (-9e9, 9e9, [-5, 0, 5, 20, 30]),
        ];
        foreach (var (start, end, expected) in ranges)
        {
            var read = await Stores.Annotations.ReadAsync(key, Given.Range(start, end), default);
            Assert.Equal(expected, read.Select(a => a.Content.Annotation.Onset.ToDouble()));
        }

        Assert.Empty(await Stores.Annotations.ReadAsync(new("nobody", "nothing"), null, default));
    }
}

public sealed class SqliteAnnotationStoreConformance(SqliteStores stores) : AnnotationStoreConformance(stores), IClassFixture<SqliteStores>;

[OnPostgres]
public sealed class PostgresAnnotationStoreConformance(PostgresStores stores) : AnnotationStoreConformance(stores), IClassFixture<PostgresStores>;
