"""Texts that hold a secret, and ordinary ones that must never be taken for one. All invented."""

PASSWORDS = (
    "密码: abc123",
    "客户的支付宝登录密码是Lily2019!",
    "登录密码：qwerty",
    "支付密码 835201",
    "password: hunter22",
    "Password = s3cret!",
    "The PIN is 4412.",
    "口令：Open-sesame1",
)
CODES = (
    "验证码 123456",
    "您的验证码是：８８４６２１，请勿泄露",
    "【借呗】校验码772104，5分钟内有效",
    "482913（验证码），切勿告知他人",
    "482913是您的登录验证码",
    "Your verification code is 482913.",
    "OTP 8841",
    "482913 is your one-time password",
)
CARDS = (
    "卡号4111 1111 1111 1111，有效期 12/27",
    "6222020200000000007 CVV 123",
    "card 5555-5555-5555-4444 exp 09/28 ",
    "CVV2：778",
    "卡背面三位数 123",
)
ORDINARY = (
    "",
    "请勿泄露验证码",
    "账户锁定，请修改密码后重新登录。",
    "您正在操作“关闭借呗”，请输入支付密码。",
    "密码：请勿告诉任何人",
    "密码: ******",
    "Password: ****",
    "The password is incorrect. Your password is required.",
    "Password: required",
    "短信验证码已发送至您的手机",
    "验证码错误，请重新输入。客服热线95188",
    "验证码为6位数字，2026年起改为8位",
    "应还2,386.50元，请于2026-11-30前存入尾号1234的账户",
    "合同编号 4111111111111111",
    "合同号 202611200000012345678，签订于 2026-11-20",
    "联系电话 13800001234，座机 010-88886666",
    "身份证 11010519491231002X",
    "客服 95188，投诉 12378，验证码请勿告诉 95188 以外的人",
    "还款日 12/27，应还 1200.00",
    "Send us the SMS code and your card PIN to unlock the account.",
    "If it wasn't you, change your password and ring 800 852 6188.",
    "Ref. code A-1234567, area code 0571",
)
