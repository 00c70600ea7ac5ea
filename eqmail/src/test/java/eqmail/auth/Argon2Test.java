package eqmail.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Argon2Test {
    /** Made by the reference program from {@code wonderland}: all variants, both versions, odd sizes, long tags. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$argon2d$v=19$m=8,t=1,p=1$c29tZXNhbHQA$dDr0vQ",
                "$argon2i$v=19$m=100,t=3,p=3$c29tZXNhbHQB$EvYpi55avqPpniuUp3bm8wTLJz6SS30sm8ihI+QS5aU",
                "$argon2id$v=19$m=1024,t=2,p=1$c29tZXNhbHQC$"
                        + "+enhKV0dlE311oydYHDPA8yDtwcvSzWCsXecMU0C2UHTkDr4T/JrJx0rTaFlZZJxapB/cOUWlqEoH+KUuoby0g",
                "$argon2id$v=19$m=4100,t=2,p=4$c29tZXNhbHQD$"
                        + "ANBHmu08dMR1akCN669+vtlB9F9Ys3a7Hecf3BW6Qr23MMUvrWGytb9mDHnx+0adKaRi+zgfdQvkpTxNuWCIb3Y",
                "$argon2i$v=16$m=64,t=3,p=2$c29tZXNhbHQE$3r5oqLcuHzB0dDpQnt62blK3KFufGLE+m1QIs3gDy6mN61PlHCXlep35QJzUgre9"
                    + "5WFOb1tDhRK3eJnd+bixdxdXwq4xICatMGPnCG3TSr7u1NJUzAyQaoMbV7HatHHl",
                "$argon2d$v=16$m=77,t=2,p=2$c29tZXNhbHQF$mQkiTmgYqQ0Aobb2Zpe9lMaYJC/ZDj1+",
                "$argon2d$m=77,t=2,p=2$c29tZXNhbHQF$mQkiTmgYqQ0Aobb2Zpe9lMaYJC/ZDj1+",
                "$argon2id$v=16$m=33,t=4,p=4$c29tZXNhbHQG$5hjS7JPdil+Bdmd6opL8xxx0m0dyur1fn/Ugwy+JwccX",
                "$argon2i$v=19$m=600,t=1,p=1$c29tZXNhbHQH$LsOwbRWUcYkf/hJC2XA2E0JQ34NMKi4IYXpkqudzql0"
            })
    void agreesWithTheReference(String stored) throws IOException {
        assertThat(Argon2.matches("wonderland", stored)).isTrue();
        assertThat(Argon2.matches("wonderlane", stored)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "0,64,786a02f742015903c6c6fd852552d272912f4740e15847618a86e217f71f5419"
                + "d25e1031afee585313896444934eb04b903a685b1448b755d56f701afe9be2ce",
        "3,32,3d8c3d594928271f44aad7a04b177154806867bcf918e1549c0bc16f9da2b09b",
        "128,64,2319e3789c47e2daa5fe807f61bec2a1a6537fa03f19ff32e87eecbfd64b7e0e"
                + "8ccff439ac333b040f19b0c4ddd11a61e24ac1fe0f10a039806c5dcc0da3d115",
        "129,20,a7bf25f1599102ab631e3052e8303a2c097d1a7e",
        "1000,64,c11e1c0340bd7e5a1b275f1230c962fad215ecb1391486e74e31b960a2f29963"
                + "81a5fad092da06841d5f26e38f6ecfeaf441acbcd1c2de61aef121e7927175f5"
    })
    void blake2bAgreesWithTheReference(int size, int length, String digest) {
        byte[] message = new byte[size];
        for (int i = 0; i < size; i++) {
            message[i] = (byte) (i % 251);
        }
        assertThat(HexFormat.of().formatHex(Blake2b.digest(message, length))).isEqualTo(digest);
    }

    @Test
    void takesAsMuchMemoryAsItMayAndNoMore() throws IOException {
        String tag = "$c29tZXNhbHQA$dDr0vQ";
        assertThat(Argon2.matches("x", "$argon2d$v=19$m=65536,t=1,p=1" + tag)).isFalse();
    }
}
