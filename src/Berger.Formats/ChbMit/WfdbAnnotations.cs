using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Berger.Signals;

namespace Berger.Formats.ChbMit;

/// <summary>One annotation of a WFDB file.</summary>
/// <param name="Sample">Its time, in steps of the file's time resolution.</param>
/// <param name="Code">What it is, 0-49; CHB-MIT uses 32 and 33 (<c>[</c> and <c>]</c>) for the start and end of a seizure.</param>
/// <param name="Subtype">Variety of the code.</param>
/// <param name="Channel">Signal that it concerns.</param>
/// <param name="Number">A number of the annotator's choosing.</param>
/// <param name="Text">Auxiliary text; null when there is none.</param>
public sealed record WfdbAnnotation(long Sample, int Code, int Subtype, int Channel, int Number, string? Text);

/// <summary>
/// An annotation file in the MIT format: little-endian words of a 6-bit code and a 10-bit interval, in which the codes
/// from 59 on qualify their neighbours. Source: WFDB Applications Guide, annot(5), "MIT format".
/// </summary>
/// <param name="Resolution">Steps per second; null when the file does not say, which then means its signals' rate.</param>
/// <param name="Annotations">The annotations in the file's order.</param>
public sealed record WfdbAnnotations(SampleRate? Resolution, IReadOnlyList<WfdbAnnotation> Annotations)
{
    private const int Skip = 59, Num = 60, Sub = 61, Chn = 62, Aux = 63, LastCode = 49;

    private const string ResolutionNote = "## time resolution:";

    /// <param name="bytes">The whole file.</param>
    /// <param name="name">The file's name, for error messages.</param>
    /// <exception cref="ChbMitException">It ends early, or has a code that the format does not know.</exception>
    public static WfdbAnnotations Read(ReadOnlySpan<byte> bytes, string name)
    {
        var annotations = new List<WfdbAnnotation>();
        SampleRate? resolution = null;
        long sample = 0;
        for (int offset = 0; ;)
        {
            int word = Word(bytes, offset), code = word >> 10, interval = word & 0x3ff;
            if (word == 0) return new(resolution, annotations);
            if (code is > LastCode and < Skip) throw new ChbMitException(name, $"byte {offset}", $"expected an annotation code up to {LastCode}, found {code}.");
            if (code > Skip && annotations.Count == 0) throw new ChbMitException(name, $"byte {offset}", $"expected an annotation before code {code}, which qualifies one.");
            int at = offset;
            offset += 2;
            switch (code)
            {
                case Skip:
                    sample += Word(bytes, offset) << 16 | Word(bytes, offset + 2);
                    offset += 4;
                    break;
                case Num: annotations[^1] = annotations[^1] with { Number = (sbyte)interval }; break;
                case Sub: annotations[^1] = annotations[^1] with { Subtype = (sbyte)interval }; break;
                case Chn: annotations[^1] = annotations[^1] with { Channel = (byte)interval }; break;
                case Aux:
                    if (interval > bytes.Length - offset) throw Truncated(offset);
                    string text = Encoding.Latin1.GetString(bytes.Slice(offset, interval)).TrimEnd('\0');
                    offset += interval + (interval & 1);
                    if (text.StartsWith(ResolutionNote, StringComparison.Ordinal)) resolution = ReadResolution(text, at);
                    annotations[^1] = annotations[^1] with { Text = text };
                    break;
                default:
                    sample += interval;
                    var last = annotations.Count > 0 ? annotations[^1] : null;
                    annotations.Add(new(sample, code, 0, last?.Channel ?? 0, last?.Number ?? 0, null));
                    break;
            }
        }

        int Word(ReadOnlySpan<byte> bytes, int offset) => offset <= bytes.Length - 2
            ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..])
            : throw Truncated(offset);

        ChbMitException Truncated(int offset) => new(name, $"byte {offset}", "expected more annotations or the end mark, found the end of the file.");

        SampleRate ReadResolution(string text, int offset) =>
            double.TryParse(text.AsSpan(ResolutionNote.Length), NumberStyles.Float, CultureInfo.InvariantCulture, out double hertz) && hertz is >= 1e-3 and <= 1e6
                ? SampleRate.FromHertz(hertz)
                : throw new ChbMitException(name, $"byte {offset}", $"expected a time resolution in Hz, found \"{text}\".");
    }
}
