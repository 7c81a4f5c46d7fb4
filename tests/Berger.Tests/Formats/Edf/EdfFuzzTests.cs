using Berger.Formats.Edf;
using Berger.Signals;
using Xunit.Abstractions;
using static Berger.Tests.Formats.Edf.EdfBytes;

namespace Berger.Tests.Formats.Edf;

/// <summary>
/// Mutated files give blocks, annotations and findings, or one typed error: no other exception, no hang, bounded memory. The
/// environment variable <c>BERGER_FUZZ_COUNT</c> sets how many, <c>BERGER_FUZZ_SEED</c> repeats a run.
/// </summary>
public class EdfFuzzTests(ITestOutputHelper output)
{
    private const int AllocationLimit = 64 << 20;

    private static readonly string[] Words =
    [
        "-1", "0", "1", "2", "9", "99", "9999", "99999999", "-9999999", "1E9", "1e-9", "0.001", "1,5", "NaN", "Infinity", "", "EDF+C", "EDF+D", "BDF+D",
        "EDF Annotations", "BDF Annotations", "+0\u0014\u0014\0", "+1e9\u0014\u0014\0", "-2000000000\u0014\u0014\0", "+2000000000\u0014\u0014\0", "+1\u00152\u0014x\u0014\0", "\0", "\u0014", "\u0015",
    ];

    [Fact]
    public void Read_OfMutatedFiles_NeverFailsOtherwiseThanTyped()
    {
        int count = int.TryParse(Environment.GetEnvironmentVariable("BERGER_FUZZ_COUNT"), out int wanted) ? wanted : 100_000;
        int seed = int.TryParse(Environment.GetEnvironmentVariable("BERGER_FUZZ_SEED"), out int given) ? given : Environment.TickCount;
        output.WriteLine($"{count} files from seed {seed}");
        byte[][] originals = [.. Originals()];
        var random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < count; i++)
        {
            byte[] bytes = Mutate(originals[random.Next(originals.Length)], random);
            if (!IsRead(bytes, $"seed {seed}, file {i}")) refused++;
        }

        output.WriteLine($"{refused} refused");
        Assert.InRange(refused, 1, count - 1);
    }

    private static bool IsRead(byte[] bytes, string which)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool read = TryRead(bytes, which);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < AllocationLimit, $"{which} takes {allocated} bytes");
        return read;
    }

    private static bool TryRead(byte[] bytes, string which)
    {
        try
        {
            using var edf = Open(bytes);
            Check(edf);
            return true;
        }
        catch (EdfException)
        {
            return false;
        }
        catch (Exception error)
        {
            throw new InvalidOperationException($"{which}: {error.Message}\n{Convert.ToBase64String(bytes)}", error);
        }
    }

    private static void Check(EdfFile edf)
    {
        var recording = edf.Recording();
        foreach (var group in recording.Groups)
        {
            var end = new Seconds(long.MinValue);
            int blocks = 0;
            foreach (var block in edf.ReadBlocks(group.Index, Seconds.From(2.5)))
            {
                if (block.Start < end || block.End <= block.Start) throw new InvalidOperationException($"A block starts at {block.Start} s, the last one ended at {end} s.");
                end = block.End - edf.Tolerance();
                if (++blocks == 50) break;
            }
        }

        foreach (var annotation in edf.ReadAnnotations())
            if (annotation.Text.Length == 0) throw new InvalidOperationException("An annotation has no text.");
    }

    private static byte[] Mutate(byte[] original, Random random)
    {
        byte[] bytes = [.. original];
        for (int times = random.Next(1, 6); times > 0; times--)
        {
            int at = random.Next(2) == 0 ? random.Next(Math.Min(bytes.Length, 256 * 4)) : random.Next(bytes.Length);
            switch (random.Next(7))
            {
                case 0: bytes[at] = (byte)random.Next(256); break;
                case 1: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: PutWord(bytes, at, random); break;
                case 3: PutWord(bytes, MainFields[random.Next(MainFields.Length)], random); break;
                case 4: Array.Resize(ref bytes, random.Next(1, bytes.Length + 50)); break;
                case 5: bytes.AsSpan(at, Math.Min(bytes.Length - at, random.Next(40))).Fill((byte)random.Next(256)); break;
                default: bytes.AsSpan(random.Next(bytes.Length), 1).CopyTo(bytes.AsSpan(at)); break;
            }
        }

        return bytes;
    }

    private static readonly int[] MainFields = [0, 8, 88, 168, 176, 184, 192, 236, 244, 252];

    private static void PutWord(byte[] bytes, int at, Random random)
    {
        byte[] word = System.Text.Encoding.Latin1.GetBytes(Words[random.Next(Words.Length)].PadRight(random.Next(2) * 8));
        word.AsSpan(0, Math.Min(word.Length, Math.Max(0, bytes.Length - at))).CopyTo(bytes.AsSpan(Math.Min(at, bytes.Length)));
    }

    private static IEnumerable<byte[]> Originals()
    {
        yield return Counting(20).ToArray();
        yield return Discontinuous(Keep("+0.25"), Keep("+1.25") + List("+1", "a"), Keep("+5") + List("-3\u00152", "b", "c"), Keep("+6"), Keep("+2")).ToArray();
        var bdf = Bdf();
        (bdf.Reserved, bdf.Duration) = ("BDF+D", "0.5");
        yield return bdf.Signal("A", 8).Annotations(12).Signal("B", 3).Annotations(8)
            .Record((int[])[1, 2, 3], Keep("+0"), (int[])[4], List("+1", "x")).Record((int[])[5], Keep("+9"), (int[])[6], "").ToArray();
        yield return new EdfBytes { Reserved = "EDF+C", Duration = "0" }.Annotations(60).Record(Keep("+0") + List("+0\u001530", "W") + List("+30\u001530", "1")).ToArray();
        if (TestData.Missing is not null) yield break;
        foreach (string file in new[] { "chbmit_crops/chb05/chb05_01.edf", "pyedflib/test_subsecond.edf", "edf_jl/evt.bdf", "stagpoint_cs/Discontinuous2.edf", "stagpoint_cs/SC4291GA-Hypnogram.edf" })
        {
            byte[] bytes = File.ReadAllBytes(TestData.PathOf(file));
            yield return bytes[..Math.Min(bytes.Length, 12_000)];
        }
    }
}
