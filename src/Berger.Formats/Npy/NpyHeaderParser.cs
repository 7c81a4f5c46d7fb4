using System.Text;

namespace Berger.Formats.Npy;

/// <summary>Reads the Python dictionary of a header, such as <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (23, 256), }</c>.</summary>
internal ref struct NpyHeaderParser(ReadOnlySpan<byte> text, int start)
{
    private readonly ReadOnlySpan<byte> text = text;
    private int position;

    private readonly int Offset => start + position;

    public NpyHeader Parse()
    {
        (NpyType Type, bool IsBigEndian)? element = null;
        bool? isFortranOrder = null;
        (long Rows, long Columns)? shape = null;
        Expect('{', "header");
        while (!TryTake('}'))
        {
            int at = Offset;
            string key = ReadText("header");
            Expect(':', key);
            switch (key)
            {
                case "descr": element = ReadType(); break;
                case "fortran_order": isFortranOrder = ReadBoolean(); break;
                case "shape": shape = ReadShape(); break;
                default: throw new NpyException(at, "header", $"the key '{Shown(key)}' is none of 'descr', 'fortran_order' and 'shape'.");
            }

            if (TryTake(',')) continue;
            Expect('}', "header");
            break;
        }

        if (!text[position..].Trim(" \t\r\n"u8).IsEmpty) throw new NpyException(Offset, "header", "something follows the dictionary.");
        return new NpyHeader((element ?? throw Absent("descr")).Type, (shape ?? throw Absent("shape")).Rows, shape.Value.Columns)
        {
            IsBigEndian = element.Value.IsBigEndian,
            IsFortranOrder = isFortranOrder ?? throw Absent("fortran_order"),
        };
    }

    private (NpyType Type, bool IsBigEndian) ReadType()
    {
        const string Accepted = "send one of <i2, <i4, <f4 and <f8 (or > for big-endian), as array.astype('<f4') gives";
        SkipSpace();
        int at = Offset;
        if (Peek() == '[') throw new NpyException(at, "descr", $"records are not read; {Accepted}.");
        string descr = ReadText("descr");
        NpyType? type = descr.Length != 3 ? null : descr[1..] switch
        {
            "i2" => NpyType.Int16,
            "i4" => NpyType.Int32,
            "f4" => NpyType.Float32,
            "f8" => NpyType.Float64,
            _ => null,
        };
        return type is { } known && descr[0] is '<' or '>' or '='
            ? (type.Value, descr[0] == '>' || (descr[0] == '=' && !BitConverter.IsLittleEndian))
            : throw new NpyException(at, "descr", $"'{Shown(descr)}' is not read; {Accepted}.");
    }

    private (long Rows, long Columns) ReadShape()
    {
        SkipSpace();
        int at = Offset;
        Span<long> dimensions = stackalloc long[2];
        int count = 0;
        Expect('(', "shape");
        while (!TryTake(')'))
        {
            long dimension = ReadInteger();
            if (count < 2) dimensions[count] = dimension;
            count++;
            if (TryTake(',')) continue;
            Expect(')', "shape");
            break;
        }

        return count == 2 ? (dimensions[0], dimensions[1])
            : throw new NpyException(at, "shape", $"{count} dimensions; send two, [channels × samples].");
    }

    private long ReadInteger()
    {
        SkipSpace();
        int first = position;
        long value = 0;
        for (; Peek() is >= '0' and <= '9'; position++)
        {
            int digit = text[position] - '0';
            if (value > (long.MaxValue - digit) / 10) throw new NpyException(start + first, "shape", "a dimension does not fit 64 bits.");
            value = value * 10 + digit;
        }

        if (position == first) throw new NpyException(Offset, "shape", $"expected a number, found {Found()}.");
        TryTake('L'); // Python 2 wrote long integers so.
        return value;
    }

    private bool ReadBoolean()
    {
        SkipSpace();
        bool value = text[position..].StartsWith("True"u8);
        if (!value && !text[position..].StartsWith("False"u8)) throw new NpyException(Offset, "fortran_order", $"expected True or False, found {Found()}.");
        position += value ? 4 : 5;
        return value;
    }

    private string ReadText(string field)
    {
        SkipSpace();
        int quote = Peek();
        if (quote is not ('\'' or '"')) throw new NpyException(Offset, field, $"expected a text in quotes, found {Found()}.");
        int length = text[(position + 1)..].IndexOf((byte)quote);
        if (length < 0) throw new NpyException(Offset, field, "the text has no closing quote.");
        string value = Encoding.UTF8.GetString(text.Slice(position + 1, length));
        position += length + 2;
        return value;
    }

    private void Expect(char character, string field)
    {
        if (!TryTake(character)) throw new NpyException(Offset, Shown(field), $"expected {character}, found {Found()}.");
    }

    private bool TryTake(char character)
    {
        SkipSpace();
        if (Peek() != character) return false;
        position++;
        return true;
    }

    private void SkipSpace()
    {
        while (Peek() is ' ' or '\t' or '\r' or '\n') position++;
    }

    private readonly int Peek() => position < text.Length ? text[position] : -1;

    private readonly string Found() => Peek() switch
    {
        -1 => "the end of the header",
        int b and > 0x20 and < 0x7f => $"{(char)b}",
        int b => $"byte 0x{b:x2}",
    };

    private readonly NpyException Absent(string field) => new(start, field, "the header does not say it.");

    private static string Shown(string value) => value.Length <= 40 ? value : value[..40] + "…";
}
