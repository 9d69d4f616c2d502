using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DataRelease.Builds.Packages;
using DataRelease.Cli.Tests;
using DataRelease.Errors;
using DataRelease.Testing;

namespace DataRelease.Security.Tests.Fuzzing;

/// <summary>
/// Packages from strangers: damaged, forged, bombs. Refused with a code, before anything of them is run or unpacked.
/// </summary>
public sealed class PackageFuzzTests : IDisposable
{
    private const long MostMemory = 256L << 20;

    private readonly TempFolder _folder = new();
    private readonly byte[] _whole = File.ReadAllBytes(
        Directory.GetFiles(Repository.PathOf("examples", "shop", "release"), "*.nupkg").Single()
    );

    [Fact]
    public async Task A_package_with_broken_bytes_is_refused()
    {
        await Cases.RunAsync(100, async (mutator, token) =>
        {
            var bytes = mutator.Bytes(_whole);
            var error = await OpenAsync(bytes, token);
            if (error is null)
                bytes.Length.ShouldBeGreaterThan(0);
            else
                error.Code.ShouldBeOneOf(
                    ErrorCode.PackageInvalid,
                    ErrorCode.PackageTampered,
                    ErrorCode.PackageNewer,
                    ErrorCode.ManifestInvalid,
                    ErrorCode.ManifestVersion
                );
        });
    }

    [Fact]
    public async Task A_forged_package_whose_checksums_are_right_is_built_or_refused_and_writes_to_nothing_but_green()
    {
        await Cases.RunAsync(15, async (mutator, token) =>
        {
            using var run = ToolRun.OfShop();
            var entries = Entries(_whole);
            var manifest = JsonNode.Parse(entries[ReleasePackage.ManifestEntry])!.AsObject();
            // Few nodes, so that a case is short and each change more likely to matter.
            var nodes = manifest["nodes"]!.AsObject();
            var kept = new[] { "seed.shop.raw_products", "model.shop.stg_products" };
            foreach (var id in nodes.Select(pair => pair.Key).Where(id => !kept.Contains(id)).ToList())
                nodes.Remove(id);
            foreach (
                var key in entries
                    .Keys.Where(key =>
                        key.Contains("/seeds/", StringComparison.Ordinal)
                        && !key.EndsWith("raw_products.csv", StringComparison.Ordinal)
                    )
                    .ToList()
            )
                entries.Remove(key);
            var nodeBytes = mutator.Json(Encoding.UTF8.GetBytes(nodes.ToJsonString()));
            manifest["nodes"] = JsonNode.Parse(nodeBytes);
            entries[ReleasePackage.ManifestEntry] = Encoding.UTF8.GetBytes(manifest.ToJsonString());
            if (mutator.Next(4) == 0)
            {
                var seed = entries.Keys.Single(key => key.EndsWith(".csv", StringComparison.Ordinal));
                entries[seed] = mutator.Bytes(entries[seed]);
            }
            if (mutator.Next(4) == 0)
                entries[ReleasePackage.ContentEntry] = mutator.Json(entries[ReleasePackage.ContentEntry]);
            await File.WriteAllBytesAsync(run["forged.nupkg"], Signed(entries), token);
            await using (var warehouse = new DuckDb.DuckDbWarehouse(run.Database))
            await using (var session = await warehouse.OpenAsync(token))
            {
                await session.ExecuteAsync(Warehouses.Sql.Raw("create schema analytics"), token);
                await session.ExecuteAsync(
                    Warehouses.Sql.Raw("create table analytics.precious as select 42 as x"),
                    token
                );
            }

            var (exit, text, error) = await run.RunAsync(token, "deploy", run["forged.nupkg"]);

            Cases.KeepsItsWord(exit, text, error);
            await using var after = new DuckDb.DuckDbWarehouse(run.Database);
            await using var reader = await after.OpenAsync(token);
            (
                await reader.QueryAsync(
                    Warehouses.Sql.Raw(
                        "select schema_name || '.' || table_name from duckdb_tables() where schema_name not "
                            + "like 'analytics__r%' and schema_name <> 'data_release' order by 1"
                    ),
                    row => row.GetString(0),
                    token
                )
            ).ShouldBe(["analytics.precious"]);
        });
    }

    [Theory]
    [InlineData("data-release/../../../evil.sql")]
    [InlineData("../evil.sql")]
    [InlineData("/etc/evil.sql")]
    [InlineData("data-release\\..\\evil.sql")]
    [InlineData("C:/evil.sql")]
    public async Task An_entry_that_would_leave_its_folder_is_refused(string name)
    {
        var entries = Entries(_whole);
        entries[name] = "evil"u8.ToArray();

        (await OpenAsync(Signed(entries), TestContext.Current.CancellationToken))!.Code.ShouldBe(
            ErrorCode.PackageInvalid
        );
        File.Exists(_folder["evil.sql"]).ShouldBeFalse();
    }

    [Fact]
    public async Task A_link_in_a_package_is_only_bytes()
    {
        var bytes = Zip(Entries(_whole).Append(new("data-release/link", "/etc/passwd"u8.ToArray())), entry =>
            entry.ExternalAttributes = unchecked((int)0xA1FF0000)
        );

        (await OpenAsync(bytes, TestContext.Current.CancellationToken))!.Code.ShouldBe(ErrorCode.PackageTampered);
    }

    [Fact]
    public async Task An_entry_twice_is_refused()
    {
        var entries = Entries(_whole).ToList();
        entries.Add(entries.Single(entry => entry.Key == ReleasePackage.ManifestEntry));

        (await OpenAsync(Zip(entries), TestContext.Current.CancellationToken))!.Message.ShouldContain("twice");
    }

    [Fact]
    public async Task Entries_without_end_are_refused()
    {
        var bytes = Zip(
            Enumerable
                .Range(0, 20_001)
                .Select(number => KeyValuePair.Create($"data-release/{number}", Array.Empty<byte>())),
            level: CompressionLevel.NoCompression
        );

        (await OpenAsync(bytes, TestContext.Current.CancellationToken))!.Message.ShouldContain("20000 entries");
    }

    [Theory]
    [InlineData(ReleasePackage.ManifestEntry)]
    [InlineData(ReleasePackage.ContentEntry)]
    [InlineData("data-release/seeds/shop/bomb.csv")]
    public async Task A_bomb_is_refused_before_it_takes_memory(string name)
    {
        var entries = Entries(_whole);
        entries[name] = new byte[200 << 20];
        var bytes = Zip(entries);
        entries.Clear();
        bytes.Length.ShouldBeLessThan(4 << 20);

        var before = GC.GetTotalAllocatedBytes();
        (await OpenAsync(bytes, TestContext.Current.CancellationToken))!.Code.ShouldBe(ErrorCode.PackageInvalid);

        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(MostMemory);
    }

    [Fact]
    public async Task A_bomb_that_lies_about_its_size_is_refused()
    {
        var bytes = Zip([new("data-release/bomb", new byte[50 << 20])]);
        // The size stands in the local header at 22 and in the central directory at 24, both little-endian.
        foreach (var (signature, offset) in new[] { (0x04034b50, 22), (0x02014b50, 24) })
        {
            for (var at = 0; at < bytes.Length - 46; at++)
            {
                if (BitConverter.ToInt32(bytes, at) == signature)
                    BitConverter.GetBytes(10).CopyTo(bytes, at + offset);
            }
        }

        var before = GC.GetTotalAllocatedBytes();
        (await OpenAsync(bytes, TestContext.Current.CancellationToken))!.Code.ShouldBe(ErrorCode.PackageInvalid);
        (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(MostMemory);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(1000)]
    public async Task A_package_that_was_cut_short_is_refused(int missing) =>
        (await OpenAsync(_whole[..^missing], TestContext.Current.CancellationToken))!.Code.ShouldBe(
            ErrorCode.PackageInvalid
        );

    [Fact]
    public async Task A_byte_that_is_not_what_was_packed_is_refused()
    {
        var entries = Entries(_whole);
        entries[ReleasePackage.ManifestEntry][100] ^= 1;

        (await OpenAsync(Zip(entries), TestContext.Current.CancellationToken))!.Code.ShouldBe(
            ErrorCode.PackageTampered
        );
    }

    [Theory]
    [InlineData(
        "compiled_code",
        "select 1 as x); drop table analytics.precious; create table analytics__r1.y as (select 1 as x"
    )]
    [InlineData("compiled_code", "select 1 as x; drop table analytics.precious")]
    [InlineData("compiled_code", "select 1 as x) as y; --")]
    [InlineData("compiled_code", "select 1 as x /*")]
    public async Task Code_that_would_end_its_own_statement_is_refused_before_anything_is_built(
        string key,
        string value
    )
    {
        using var run = ToolRun.OfShop();
        var entries = Entries(_whole);
        var manifest = JsonNode.Parse(entries[ReleasePackage.ManifestEntry])!;
        manifest["nodes"]!["model.shop.stg_products"]![key] = value;
        entries[ReleasePackage.ManifestEntry] = Encoding.UTF8.GetBytes(manifest.ToJsonString());
        await File.WriteAllBytesAsync(run["forged.nupkg"], Signed(entries), TestContext.Current.CancellationToken);
        await using (var warehouse = new DuckDb.DuckDbWarehouse(run.Database))
        await using (var session = await warehouse.OpenAsync(TestContext.Current.CancellationToken))
        {
            await session.ExecuteAsync(
                Warehouses.Sql.Raw("create schema analytics"),
                TestContext.Current.CancellationToken
            );
            await session.ExecuteAsync(
                Warehouses.Sql.Raw("create table analytics.precious as select 42 as x"),
                TestContext.Current.CancellationToken
            );
        }

        var (exit, _, error) = await run.RunAsync("release", run["forged.nupkg"]);

        exit.ShouldBe(2, error);
        error.ShouldContain("DR3009");
        error.ShouldContain("model.shop.stg_products");
        await using var after = new DuckDb.DuckDbWarehouse(run.Database);
        await using var reader = await after.OpenAsync(TestContext.Current.CancellationToken);
        (
            await reader.ScalarAsync(
                Warehouses.Sql.Raw("select x from analytics.precious"),
                TestContext.Current.CancellationToken
            )
        ).ShouldBe(42);
    }

    [Fact]
    public async Task A_manifest_that_names_files_outside_the_project_is_not_packed()
    {
        using var run = ToolRun.OfShop();
        var secret = _folder.Write("secret.csv", "a\n1\n");
        var entries = Entries(_whole);
        var manifest = JsonNode.Parse(entries[ReleasePackage.ManifestEntry])!;
        manifest["nodes"]!["seed.shop.raw_products"]!["original_file_path"] = Path.GetRelativePath(run.Project, secret);
        manifest["nodes"]!["seed.shop.raw_products"]!["checksum"] = null;
        Directory.CreateDirectory(run["target"]);
        await File.WriteAllTextAsync(
            run["target/manifest.json"],
            manifest.ToJsonString(),
            TestContext.Current.CancellationToken
        );

        var (exit, _, error) = await run.RunAsync("pack", "--out", run["out"]);

        exit.ShouldBe(3, error);
        error.ShouldContain("DR3003");
    }

    public void Dispose() => _folder.Dispose();

    private async Task<ReleaseException?> OpenAsync(byte[] bytes, CancellationToken token)
    {
        var file = _folder["package.nupkg"];
        await File.WriteAllBytesAsync(file, bytes, token);
        try
        {
            await ReleasePackage.OpenAsync(file, token);
            return null;
        }
        catch (ReleaseException error)
        {
            return error;
        }
    }

    private static Dictionary<string, byte[]> Entries(byte[] package)
    {
        using var zip = new ZipArchive(new MemoryStream(package));
        return zip.Entries.ToDictionary(
            entry => entry.FullName,
            entry =>
            {
                using var stream = entry.Open();
                using var copy = new MemoryStream();
                stream.CopyTo(copy);
                return copy.ToArray();
            }
        );
    }

    /// <summary>With the checksums that the entries have now.</summary>
    private static byte[] Signed(Dictionary<string, byte[]> entries)
    {
        try
        {
            var content = JsonNode.Parse(entries[ReleasePackage.ContentEntry])!;
            content["entries"] = new JsonObject(
                entries
                    .Where(entry =>
                        entry.Key.StartsWith(ReleasePackage.Folder, StringComparison.Ordinal)
                        && entry.Key != ReleasePackage.ContentEntry
                    )
                    .Select(entry =>
                        KeyValuePair.Create(
                            entry.Key,
                            (JsonNode?)Convert.ToHexStringLower(SHA256.HashData(entry.Value))
                        )
                    )
            );
            entries[ReleasePackage.ContentEntry] = Encoding.UTF8.GetBytes(content.ToJsonString());
        }
        catch (Exception error) when (error is InvalidOperationException or System.Text.Json.JsonException)
        {
            // What the mutator made of it is no object any more: as it is, then.
        }
        return Zip(entries);
    }

    private static byte[] Zip(
        IEnumerable<KeyValuePair<string, byte[]>> entries,
        Action<ZipArchiveEntry>? with = null,
        CompressionLevel level = CompressionLevel.Fastest
    )
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in entries)
            {
                var entry = zip.CreateEntry(name, level);
                with?.Invoke(entry);
                using var target = entry.Open();
                target.Write(bytes);
            }
        }
        return stream.ToArray();
    }
}
