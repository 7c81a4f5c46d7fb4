using System.Text;
using Berger.Formats.Edf;

namespace Berger.Tests.Formats.Edf;

/// <summary>Builds small EDF and BDF files by hand, with the damage that a test wants. It shares no code with the writer.</summary>
internal sealed class EdfBytes
{
    private readonly List<SignalFields> signals = [];
    private readonly List<byte[]> records = [];

    public byte[] Version { get; set; } = Encoding.ASCII.GetBytes("0");
    public byte[] Patient { get; set; } = Encoding.ASCII.GetBytes("X X X X");
    public string Recording { get; set; } = "Startdate X X X X";
    public string Date { get; set; } = "02.03.20";
    public string Time { get; set; } = "04.05.06";
    public string? HeaderBytes { get; set; }
    public string Reserved { get; set; } = "";
    public string? RecordCount { get; set; }
    public string Duration { get; set; } = "1";
    public string? SignalCount { get; set; }
    public int Width { get; set; } = 2;

    public static EdfBytes Bdf() => new() { Version = [0xFF, .. "BIOSEMI"u8], Width = 3 };

    /// <summary>A plain file of one signal with four samples per record, which count up from 0.</summary>
    public static EdfBytes Counting(int records)
    {
        var file = new EdfBytes().Signal("EEG", 4);
        for (int i = 0; i < records; i++) file.Record((int[])[4 * i, 4 * i + 1, 4 * i + 2, 4 * i + 3]);
        return file;
    }

    /// <summary>An EDF+D file as <see cref="Counting"/>, with each record's annotation signal.</summary>
    public static EdfBytes Discontinuous(params string[] lists)
    {
        var file = new EdfBytes { Reserved = "EDF+D" }.Signal("EEG", 4).Annotations(30);
        for (int i = 0; i < lists.Length; i++) file.Record((int[])[4 * i, 4 * i + 1, 4 * i + 2, 4 * i + 3], lists[i]);
        return file;
    }

    /// <summary>The time-keeping list of a record.</summary>
    public static string Keep(string onset) => $"{onset}\u0014\u0014\0";

    public static string List(string times, params string[] texts) => $"{times}\u0014{string.Concat(texts.Select(t => t + "\u0014"))}\0";

    public EdfBytes Signal(string label, int samples, string physicalMinimum = "-800", string physicalMaximum = "800",
        string digitalMinimum = "-2048", string digitalMaximum = "2047", string unit = "uV", string? samplesText = null)
    {
        signals.Add(new SignalFields(Encoding.UTF8.GetBytes(label), samples, unit, physicalMinimum, physicalMaximum, digitalMinimum, digitalMaximum, samplesText ?? $"{samples}"));
        return this;
    }

    public EdfBytes Annotations(int samples) =>
        Signal(Width == 2 ? "EDF Annotations" : "BDF Annotations", samples, "-1", "1", "-32768", "32767", "");

    /// <summary>A record: for each signal its samples, or a string of Latin-1 characters that stand for bytes.</summary>
    public EdfBytes Record(params object[] parts)
    {
        var bytes = new List<byte>();
        for (int i = 0; i < parts.Length; i++)
        {
            byte[] part = parts[i] is string text ? Encoding.Latin1.GetBytes(text) : Samples((int[])parts[i]);
            Array.Resize(ref part, signals[i].Samples * Width);
            bytes.AddRange(part);
        }

        records.Add([.. bytes]);
        return this;
    }

    public byte[] ToArray()
    {
        var file = new MemoryStream();
        Put(file, Version, 8);
        Put(file, Patient, 80);
        Put(file, Recording, 80);
        Put(file, Date, 8);
        Put(file, Time, 8);
        Put(file, HeaderBytes ?? $"{256 * (signals.Count + 1)}", 8);
        Put(file, Reserved, 44);
        Put(file, RecordCount ?? $"{records.Count}", 8);
        Put(file, Duration, 8);
        Put(file, SignalCount ?? $"{signals.Count}", 4);
        foreach (var s in signals) Put(file, s.Label, 16);
        foreach (var _ in signals) Put(file, "", 80);
        foreach (var s in signals) Put(file, s.Unit, 8);
        foreach (var s in signals) Put(file, s.PhysicalMinimum, 8);
        foreach (var s in signals) Put(file, s.PhysicalMaximum, 8);
        foreach (var s in signals) Put(file, s.DigitalMinimum, 8);
        foreach (var s in signals) Put(file, s.DigitalMaximum, 8);
        foreach (var _ in signals) Put(file, "", 80);
        foreach (var s in signals) Put(file, s.SamplesText, 8);
        foreach (var _ in signals) Put(file, "", 32);
        foreach (byte[] record in records) file.Write(record);
        return file.ToArray();
    }

    public EdfFile Open() => Open(ToArray());

    public static EdfFile Open(byte[] bytes) => EdfFile.Open(new MemoryStream(bytes), "test.edf");

    private static void Put(Stream file, string text, int length) => Put(file, Encoding.Latin1.GetBytes(text), length);

    private static void Put(Stream file, byte[] text, int length)
    {
        Assert.True(text.Length <= length, $"'{Encoding.Latin1.GetString(text)}' does not fit {length} bytes.");
        file.Write(text);
        for (int i = text.Length; i < length; i++) file.WriteByte((byte)' ');
    }

    private byte[] Samples(int[] counts) => [.. counts.SelectMany(c => BitConverter.GetBytes(c).Take(Width))];

    private sealed record SignalFields(byte[] Label, int Samples, string Unit, string PhysicalMinimum, string PhysicalMaximum,
        string DigitalMinimum, string DigitalMaximum, string SamplesText);
}
