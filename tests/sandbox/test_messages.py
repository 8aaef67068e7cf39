from io import BytesIO

import pytest

from components.sandbox.messages import Message, MessageError, read_message, write_message


def written(message: Message) -> bytes:
    pipe = BytesIO()
    write_message(pipe, message)
    return pipe.getvalue()


def test_message_arrives_unchanged_with_its_size() -> None:
    message = Message(fields={"name": "odd \udcff \U0001f600 \0"}, data=b"\0\xff")
    sent = written(message)

    assert read_message(BytesIO(sent)) == (message, len(sent))


def test_read_message_at_the_end_of_the_stream_is_none() -> None:
    assert read_message(BytesIO()) is None


@pytest.mark.parametrize("missing", [1, 3, 30])
def test_message_cut_off_is_refused(missing: int) -> None:
    sent = written(Message(fields={"text": "Tents cost 120 euros."}, data=b"ab"))

    with pytest.raises(MessageError, match="cut off"):
        read_message(BytesIO(sent[:-missing]))


def test_stated_length_over_the_limit_is_refused_before_reading() -> None:
    pipe = BytesIO(b"\xff" * 16 + b"rest")

    with pytest.raises(MessageError, match="at most 100 are accepted"):
        read_message(pipe, max_bytes=100)
    assert pipe.read() == b"rest"
