using System.Text;
using CsCheck;
using DataRelease.Checks;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Migrations;
using DataRelease.Testing;
using DataRelease.Warehouses;

namespace DataRelease.Core.Tests.Configuration;

/// <summary>Text is decoded whole or refused at its place; nothing is replaced.</summary>
public sealed class TextFileTests
{
    [Theory]
    [InlineData("abc\u00e9", 1, 4, 3)]
    [InlineData("a\nb\r\nc\rd\u00fc", 4, 2, 8)]
    [InlineData("\u00e9", 1, 1, 0)]
    public void A_byte_of_another_encoding_is_refused_with_line_and_byte(string text, int line, int column, int offset)
    {
        var bytes = Encoding.Latin1.GetBytes(text);

        var error = Should.Throw<ReleaseException>(() => TextFile.Decode(bytes, "seeds/a.csv"));

        error.Code.ShouldBe(ErrorCode.TextInvalid);
        error.Where.ShouldBe(new SourceLocation("seeds/a.csv", line, column));
        error.Message.ShouldStartWith($"byte 0x{bytes[offset]:X2} at offset {offset} ");
    }

    [Fact]
    public void The_column_counts_characters_and_the_offset_bytes()
    {
        var error = Should.Throw<ReleaseException>(() =>
            TextFile.Decode([.. Encoding.UTF8.GetBytes("\uFEFFé,é\néé"), 0xC3], "a.csv")
        );

        error.Where.ShouldBe(new SourceLocation("a.csv", 2, 3));
        error.Message.ShouldStartWith("byte 0xC3 at offset 13 ");
    }

    [Fact]
    public void UTF_16_without_a_mark_is_no_text()
    {
        var error = Should.Throw<ReleaseException>(() => TextFile.Decode(Encoding.Unicode.GetBytes("ab"), "a.sql"));

        error
            .Format()
            .ShouldBe(
                "a.sql(1,2): error DR1010: byte 0x00 at offset 1 is not a text character; is the file UTF-16 "
                    + "without a byte order mark?;"
                    + " save the file as UTF-8, or as UTF-16 with a byte order mark"
            );
    }

    [Fact]
    public void UTF_16_that_breaks_off_is_refused()
    {
        byte[] half = [0xFF, 0xFE, 0x61, 0x00, 0x3D, 0xD8];

        Should.Throw<ReleaseException>(() => TextFile.Decode(half, "a.sql")).Code.ShouldBe(ErrorCode.TextInvalid);
    }

    [Fact]
    public void Every_text_with_a_mark_and_UTF_8_without_are_read_as_they_were_written()
    {
        Encoding[] encodings =
        [
            new UTF8Encoding(false),
            new UTF8Encoding(true),
            Encoding.Unicode,
            Encoding.BigEndianUnicode,
            Encoding.UTF32,
        ];
        Gen.String[Gen.Char['\u0001', '\uD7FF'], 0, 20]
            .Sample(text =>
                encodings.All(encoding =>
                    text.StartsWith('\uFEFF')
                    || TextFile.Decode([.. encoding.GetPreamble(), .. encoding.GetBytes(text)], "a") == text
                )
            );
    }

    [Fact]
    public void Whatever_the_bytes_are_they_are_text_again_or_refused()
    {
        Gen.Byte.Array[0, 40]
            .Sample(bytes =>
            {
                if (bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0xEF, 0xBB, 0xBF, ..] or [0, 0, 0xFE, 0xFF, ..])
                    return true;
                try
                {
                    return Encoding.UTF8.GetBytes(TextFile.Decode(bytes, "a")).AsSpan().SequenceEqual(bytes);
                }
                catch (ReleaseException error)
                {
                    return error.Code == ErrorCode.TextInvalid;
                }
            });
    }

    [Fact]
    public void Configuration_and_migrations_are_refused_too()
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["data-release.yml"], Encoding.Latin1.GetBytes("project:\n  name: caf\u00e9\n"));
        Directory.CreateDirectory(folder["migrations"]);
        File.WriteAllBytes(folder["migrations/V1__a.sql"], Encoding.Latin1.GetBytes("select '\u00e9'"));

        Should
            .Throw<ReleaseException>(() => ConfigReader.Load(folder.Path, null, _ => null, CheckKinds.All))
            .Where.ShouldBe(new SourceLocation(folder["data-release.yml"], 2, 12));
        Should
            .Throw<ReleaseException>(() =>
                MigrationFolder.Read(
                    folder.Path,
                    "migrations",
                    new ScriptVariables(new Dictionary<string, string>(), [])
                )
            )
            .Where.ShouldBe(new SourceLocation("migrations/V1__a.sql", 1, 9));
    }
}
