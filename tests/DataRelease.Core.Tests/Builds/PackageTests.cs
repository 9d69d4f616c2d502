using System.IO.Compression;
using System.Text;
using CsCheck;
using DataRelease.Builds;
using DataRelease.Builds.Dbt;
using DataRelease.Builds.Packages;
using DataRelease.Configuration;
using DataRelease.Errors;
using DataRelease.Testing;

namespace DataRelease.Core.Tests.Builds;

/// <summary>Packing, refusing to pack, and opening what strangers packed.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public async Task The_same_input_makes_the_same_bytes()
    {
        var first = await PackShopAsync("one");
        var second = await PackShopAsync("two");

        File.ReadAllBytes(first).ShouldBe(File.ReadAllBytes(second));
        Path.GetFileName(first).ShouldBe("shop.1.0.0.nupkg");
    }

    [Fact]
    public async Task The_examples_carry_what_their_sources_compile_to()
    {
        foreach (
            var (example, manifest) in new[]
            {
                ("shop", "manifest.compile.json"),
                ("shop-v2", "manifest.v2.json"),
                ("shop-v3", "manifest.v3.json"),
            }
        )
        {
            Repository.CopyExample("shop", _folder[example]);
            Repository.CopyExample(example, _folder[example]);
            var packed = await ReleasePacker.PackAsync(
                new PackRequest
                {
                    ProjectDir = _folder[example],
                    OutputDir = _folder["out"],
                    ManifestPath = Asset(manifest),
                },
                TestContext.Current.CancellationToken
            );

            File.ReadAllBytes(packed.Path)
                .ShouldBe(
                    File.ReadAllBytes(Repository.PathOf("examples", example, "release", Path.GetFileName(packed.Path))),
                    example
                );
        }
    }

    [Fact]
    public async Task A_package_of_the_current_sources_is_fresh_and_a_change_is_named()
    {
        Repository.CopyExample("shop", _folder["shop"]);
        (
            await CarriedPackage.FindAsync(_folder["shop"], null, TestContext.Current.CancellationToken)
        )!.IsFresh.ShouldBeTrue();
        File.AppendAllText(_folder["shop/models/marts/orders.sql"], "-- x\n");
        _folder.Write("shop/models/extra.sql", "select 1");

        var stale = await CarriedPackage.FindAsync(_folder["shop"], null, TestContext.Current.CancellationToken);

        stale!.IsFresh.ShouldBeFalse();
        stale.Differences.ShouldBe(["models/extra.sql is new", "models/marts/orders.sql changed"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_model_that_changed_after_it_was_compiled_is_refused()
    {
        Repository.CopyExample("shop", _folder["shop"]);
        File.AppendAllText(_folder["shop/models/marts/orders.sql"], "-- x\n");

        var error = await Should.ThrowAsync<ReleaseException>(() =>
            ReleasePacker.PackAsync(
                new PackRequest
                {
                    ProjectDir = _folder["shop"],
                    OutputDir = _folder.Path,
                    ManifestPath = Asset("manifest.compile.json"),
                },
                TestContext.Current.CancellationToken
            )
        );

        (error.Code, error.Where!.File).ShouldBe((ErrorCode.PackStale, "models/marts/orders.sql"));
    }

    [Theory]
    [InlineData("table", "select 1", "{{ run_query('select 1') }}", "asks the database")]
    [InlineData("materialized_view", "select 1", "select 1", "materialization 'materialized_view'")]
    [InlineData("table", "", "select 1", "not compiled")]
    [InlineData("incremental", "select * from \"db\".\"dev\".\"m\"", "{% if is_incremental() %}", "incremental form")]
    public async Task What_a_package_can_not_run_faithfully_is_refused_by_name(
        string materialized,
        string compiled,
        string raw,
        string says
    )
    {
        var project = new CompiledProject(_folder["p"], "postgres", "db")
            .Model("m", compiled, materialized, raw: raw)
            .Write();

        var error = await Should.ThrowAsync<ReleaseException>(() =>
            ReleasePacker.PackAsync(
                new PackRequest { ProjectDir = project.Folder, OutputDir = _folder.Path },
                TestContext.Current.CancellationToken
            )
        );

        error.Code.ShouldBe(ErrorCode.PackRefused);
        error.Message.ShouldStartWith("model.made_up.m: ");
        error.Message.ShouldContain(says);
    }

    [Fact]
    public async Task A_changed_byte_is_a_wrong_checksum()
    {
        var path = await PackShopAsync("one");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Update))
        {
            var entry = zip.GetEntry("data-release/seeds/shop/raw_products.csv")!;
            using var stream = entry.Open();
            stream.WriteByte((byte)'X');
        }

        var error = await OpenAsync(path);

        error!.Code.ShouldBe(ErrorCode.PackageTampered);
        error.Message.ShouldContain("raw_products.csv");
    }

    [Theory]
    [InlineData("../../evil.txt")]
    [InlineData("/etc/evil")]
    [InlineData("data-release/seeds/..\\..\\evil")]
    [InlineData("C:evil")]
    public async Task An_entry_that_would_leave_its_folder_is_refused(string name)
    {
        var path = await PackShopAsync("one");
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Update))
        using (var stream = zip.CreateEntry(name).Open())
            stream.WriteByte(1);

        (await OpenAsync(path))!.Code.ShouldBe(ErrorCode.PackageInvalid);
    }

    [Fact]
    public async Task A_bomb_is_refused_without_unpacking_it()
    {
        var path = _folder["bomb.nupkg"];
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        using (var stream = zip.CreateEntry("data-release/manifest.json", CompressionLevel.SmallestSize).Open())
        {
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 64; i++)
                stream.Write(zeros);
        }

        (await OpenAsync(path))!.Message.ShouldContain("unpacks to more");
    }

    [Fact]
    public async Task A_newer_format_is_named()
    {
        var path = _folder["newer.nupkg"];
        using (var zip = ZipFile.Open(path, ZipArchiveMode.Create))
        using (var stream = zip.CreateEntry("data-release/package.json").Open())
            stream.Write("{\"format\": 99}"u8);

        (await OpenAsync(path))!.Code.ShouldBe(ErrorCode.PackageNewer);
    }

    [Fact]
    public async Task Mutated_input_of_every_kind_is_an_error_and_never_a_crash()
    {
        var package = File.ReadAllBytes(await PackShopAsync("one"));
        var manifest = File.ReadAllBytes(Asset("manifest.compile.json"));
        var results = File.ReadAllBytes(Asset("run_results.build.json"));
        var config = Encoding.UTF8.GetBytes(
            "swap: {budget: 5m}\nvalidate:\n  checks:\n    - row_count: {fail_over: 50%}\nenvironments: "
                + "{prod: {target: p}}\n"
        );
        var profiles = File.ReadAllBytes(Repository.PathOf("examples", "shop", "profiles.yml"));
        var mutation = Gen.Select(Gen.Int[0, 4], Gen.Int[0, 1 << 20], Gen.Byte, Gen.Int[1, 40], Gen.Int[0, 2]);
        var number = 0;
        await mutation.SampleAsync(
            async change =>
            {
                var (kind, at, value, length, how) = change;
                var bytes = Mutate(
                    new[] { package, manifest, results, config, profiles }[kind],
                    at,
                    value,
                    length,
                    how
                );
                var path = _folder[$"mutated-{Interlocked.Increment(ref number)}"];
                try
                {
                    switch (kind)
                    {
                        case 0:
                            await File.WriteAllBytesAsync(path, bytes);
                            await ReleasePackage.OpenAsync(path, CancellationToken.None);
                            break;
                        case 1:
                            ManifestReader.Read(bytes, "m", ManifestDetail.Code);
                            break;
                        case 2:
                            await File.WriteAllBytesAsync(path, bytes);
                            await DbtRunResults.ReadAsync(path, CancellationToken.None);
                            break;
                        case 3:
                            ConfigReader.Read(Encoding.UTF8.GetString(bytes), "c");
                            break;
                        default:
                            Directory.CreateDirectory(path);
                            await File.WriteAllBytesAsync(Path.Combine(path, "profiles.yml"), bytes);
                            DbtProfiles.Load(path, path, "shop", null, _ => null);
                            break;
                    }
                }
                catch (ReleaseException error)
                {
                    error.Format().ShouldNotContain("   at ");
                }
            },
            iter: 3000,
            threads: 2,
            seed: "0N0XIzNsQ0O2"
        );
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Mutate(byte[] original, int at, byte value, int length, int how)
    {
        var start = at % original.Length;
        var end = Math.Min(original.Length, start + length);
        return how switch
        {
            0 => [.. original[..start], value, .. original[(start + 1)..]],
            1 => [.. original[..start], .. original[end..]],
            _ => [.. original[..end], .. original[start..end], .. original[end..]],
        };
    }

    private static string Asset(string name) => Repository.PathOf("tests", "assets", "dbt-1.7", "duckdb", name);

    private async Task<string> PackShopAsync(string to)
    {
        Repository.CopyExample("shop", _folder["packed"]);
        return (
            await ReleasePacker.PackAsync(
                new PackRequest
                {
                    ProjectDir = _folder["packed"],
                    OutputDir = _folder[to],
                    ManifestPath = Asset("manifest.compile.json"),
                },
                TestContext.Current.CancellationToken
            )
        ).Path;
    }

    private static async Task<ReleaseException?> OpenAsync(string path)
    {
        try
        {
            await ReleasePackage.OpenAsync(path, TestContext.Current.CancellationToken);
            return null;
        }
        catch (ReleaseException error)
        {
            return error;
        }
    }
}
